// The task of the invoice example.
import { getRunLogger } from 'sluice/activity';

const RATES: Readonly<Record<string, number>> = { EUR: 1, USD: 0.9, GBP: 1.2 };

/** What one unit of a currency is worth in euros. Throws for a currency that the office does not know. */
export async function exchangeRate(currency: string): Promise<number> {
  const rate = RATES[currency];
  if (rate === undefined) throw new Error(`The exchange office does not know ${currency}.`);
  getRunLogger().info(`Asked the exchange office about ${currency}`);
  return rate;
}
