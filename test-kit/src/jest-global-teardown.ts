/** Jest loads setup and teardown as separate modules: what one registers, the other finds on globalThis. */
const key = Symbol.for('orderwire.testing.atTheEnd');
type Registry = { [key]?: (() => Promise<void>)[] };

/** Runs `task` when the whole test run is over. */
export function atTheEnd(task: () => Promise<void>): void {
  const registry = globalThis as Registry;
  (registry[key] ??= []).push(task);
}

/** Ends what the global setup started. */
export default async function tearDown(): Promise<void> {
  for (const task of (globalThis as Registry)[key] ?? []) await task();
}
