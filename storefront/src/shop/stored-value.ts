/** A value that the tabs of a browser share, and that survives a reload. */
export interface StoredValue<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  /** Calls back after each change, in this tab or another one. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Stores a value as JSON. `parse` accepts anything: older versions and other programs wrote it. */
export function storedValue<T>(key: string, parse: (stored: unknown) => T): StoredValue<T> {
  const listeners = new Set<() => void>();
  let text: string | null | undefined;
  let value: T;
  const notify = () => {
    for (const listener of listeners) listener();
  };
  const onStorage = (event: StorageEvent) => {
    if (event.key === key || event.key === null) notify();
  };
  return {
    get() {
      const stored = localStorage.getItem(key);
      if (stored !== text || text === undefined) {
        text = stored;
        value = parse(parseJson(stored));
      }
      return value;
    },
    set(next) {
      localStorage.setItem(key, JSON.stringify(next));
      notify();
    },
    subscribe(listener) {
      if (listeners.size === 0) addEventListener('storage', onStorage);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) removeEventListener('storage', onStorage);
      };
    },
  };
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
