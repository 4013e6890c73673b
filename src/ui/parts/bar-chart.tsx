// Counts over time as bars, each of one or several parts. The numbers are in a table too, for those who cannot see them.
import { Box, Text, VisuallyHidden } from '@mantine/core';

export interface ChartBar {
  readonly label: string;
  /** When it begins, in full: for a tooltip. */
  readonly at: string;
  readonly parts: readonly { readonly name: string; readonly count: number; readonly colour: string }[];
}

export function BarChart({ title, bars }: { readonly title: string; readonly bars: readonly ChartBar[] }) {
  const totals = bars.map(({ parts }) => parts.reduce((sum, { count }) => sum + count, 0));
  const most = Math.max(1, ...totals);
  return (
    <Box>
      <Box aria-hidden style={{ display: 'flex', alignItems: 'flex-end', gap: 2, height: 110 }}>
        {bars.map((bar, index) => (
          <Box
            key={bar.label + index}
            title={`${bar.at}: ${bar.parts.map(({ name, count }) => `${count} ${name}`).join(', ') || 'none'}`}
            style={{ flex: 1, height: '100%', display: 'flex', flexDirection: 'column-reverse', minWidth: 2 }}
          >
            {bar.parts.map(({ name, count, colour }) => (
              <Box
                key={name}
                bg={colour}
                style={{ height: `${(100 * count) / most}%`, minHeight: 2, borderRadius: 1 }}
              />
            ))}
            {bar.parts.length === 0 && <Box bg="var(--mantine-color-default-border)" style={{ height: 1 }} />}
          </Box>
        ))}
      </Box>
      <Text size="xs" className="soft" aria-hidden style={{ display: 'flex', justifyContent: 'space-between' }}>
        <span>{bars[0]?.label}</span>
        <span>most: {most}</span>
        <span>{bars.at(-1)?.label}</span>
      </Text>
      <VisuallyHidden>
        <table>
          <caption>{title}</caption>
          <tbody>
            {bars.map(({ label, parts }, index) => (
              <tr key={label + index}>
                <th scope="row">{label}</th>
                <td>{parts.map(({ name, count }) => `${count} ${name}`).join(', ') || 'none'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </Box>
  );
}
