// Tasks of the inspiringJoke example.
import { getRunLogger } from 'sluice/activity';

export async function marvinSetup(): Promise<string> {
  const line = 'a raft of ducks walk into a bar...';
  getRunLogger().info(line);
  return line;
}

export async function marvinPunchline(): Promise<string> {
  const line = "it's a wonder none of them ducked!";
  getRunLogger().info(line);
  return line;
}
