// The lines of a log: only those that are seen are drawn, however many there are, and the end stays in sight while it is
// followed. Who turns back to earlier lines stops that.
import { Paper } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { Log } from '../../domain/logs.js';
import { describeInstant } from '../parts/moment.js';

interface LogListProps {
  readonly lines: readonly Log[];
  readonly isFollowing: boolean;
  /** Told when somebody turns back. */
  readonly onStop: () => void;
}

const LINE_HEIGHT = 24;
const BACK_KEYS: readonly string[] = ['ArrowUp', 'PageUp', 'Home'];
const NAMES: Readonly<Record<number, string>> = { 10: 'DEBUG', 20: 'INFO', 30: 'WARNING', 40: 'ERROR', 50: 'CRITICAL' };

export function LogList({ lines, isFollowing, onStop }: LogListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
    getItemKey: (index) => (lines[index] as Log).id,
  });
  const height = virtual.getTotalSize();
  // Also when lines turn out to be higher than was thought.
  useEffect(() => {
    if (isFollowing && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [isFollowing, lines, height]);
  const stop = isFollowing ? onStop : undefined;
  return (
    <Paper withBorder py="xs">
      <div
        ref={scroller}
        role="log"
        aria-label="Log of the run"
        tabIndex={0}
        style={{ maxHeight: '70vh', overflow: 'auto' }}
        onWheel={({ deltaY }) => deltaY < 0 && stop?.()}
        onTouchMove={stop}
        onKeyDown={({ key }: KeyboardEvent) => BACK_KEYS.includes(key) && stop?.()}
        onPointerDown={(event: PointerEvent) => isOnScrollbar(event) && stop?.()}
      >
        <div style={{ height, position: 'relative' }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              style={{ position: 'absolute', insetInline: 0, top: 0, transform: `translateY(${start}px)` }}
            >
              <Line line={lines[index] as Log} />
            </div>
          ))}
        </div>
      </div>
    </Paper>
  );
}

function isOnScrollbar({ nativeEvent, currentTarget }: PointerEvent): boolean {
  return nativeEvent.target === currentTarget && nativeEvent.offsetX >= currentTarget.clientWidth;
}

function Line({ line: { timestamp, name, level, message } }: { readonly line: Log }) {
  const color = colourOf(level);
  return (
    <div className="log-line" title={`${describeInstant(timestamp)} · ${name}`}>
      <span className="soft">{new Date(timestamp).toLocaleTimeString()}</span>
      <span className="log-level" style={{ color }}>
        {NAMES[level] ?? level}
      </span>
      <span style={{ color }}>{message}</span>
    </div>
  );
}

function colourOf(level: number): string | undefined {
  if (level >= 40) return 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-3))';
  return level >= 30 ? 'light-dark(#7a4100, var(--mantine-color-orange-3))' : undefined;
}
