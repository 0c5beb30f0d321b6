import type { Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

const PAGE = 10;

const steps: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + PAGE,
  PageUp: (at) => at - PAGE,
  Home: () => 0,
  End: (_, last) => last,
};

/** Moves between rows by keys. Only the active row is reached with Tab. */
export function useListKeys(ids: readonly string[]) {
  const [active, activate] = useState<string>();
  // The row that takes the focus as soon as it is in the document.
  const wanted = useRef<string>(undefined);
  const found = active === undefined ? -1 : ids.indexOf(active);
  const activeIndex = found < 0 ? 0 : found;

  const focusWanted = () => {
    if (wanted.current === undefined) return;
    const row = `[data-row="${CSS.escape(wanted.current)}"]`;
    const target = document.querySelector<HTMLElement>(`${row} [data-row-focus]`);
    if (!target) return;
    target.focus({ preventScroll: true });
    wanted.current = undefined;
  };
  // The row is in the document once the table has scrolled to it.
  useEffect(focusWanted);

  /** Handles a key; returns the index of the row that has the focus, if one has it. */
  function move<Region extends Element>(
    event: KeyboardEvent<HTMLElement>,
    virtualizer: Virtualizer<Region, Element>,
  ): number | undefined {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
    const at = row ? ids.indexOf(row.dataset['row'] ?? '') : undefined;
    const step = steps[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return at;
    const next = Math.min(Math.max(step(at ?? -1, ids.length - 1), 0), ids.length - 1);
    const id = ids[next];
    if (id === undefined) return at;
    event.preventDefault();
    activate(id);
    wanted.current = id;
    virtualizer.scrollToIndex(next, { align: 'auto' });
    focusWanted();
    return at;
  }

  return { activeIndex, activeId: ids[activeIndex], activate, move };
}

export type ListKeys = ReturnType<typeof useListKeys>;
