import { useSyncExternalStore } from 'react';

let open = false;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  open = next;
  for (const listener of listeners) listener();
}

export const openBasketPanel = (): void => set(true);
export const closeBasketPanel = (): void => set(false);

/** Whether the basket is open at the side of the page. */
export const useBasketPanel = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
