// The figures as a table for people and as JSON for comparison over time.
import Table from 'cli-table3';
import { reachesBound, type Comparison } from './measure.js';

export function formatTable(comparisons: readonly Comparison[]): string {
  const table = new Table({
    head: ['measured', 'unit', 'bare', 'Sluice', 'ratio', 'to reach', ''],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const entry of comparisons) {
    table.push([
      entry.name,
      entry.unit,
      round(entry.bare),
      round(entry.sluice),
      entry.ratio.toFixed(2),
      formatBound(entry.bound),
      reachesBound(entry) ? '' : 'MISSED',
    ]);
  }
  return table.toString();
}

function formatBound(bound: Comparison['bound']): string {
  if (bound?.atMost !== undefined) return `≤ ${bound.atMost}`;
  if (bound?.atLeast !== undefined) return `≥ ${bound.atLeast}`;
  return '';
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
