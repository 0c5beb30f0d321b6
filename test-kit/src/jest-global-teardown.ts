/** Jest may load setup and teardown as separate modules, so the tasks are kept on globalThis. */
const key = Symbol.for('orderwire.testing.onTeardown');
type Registry = { [key]?: (() => Promise<void>)[] };

/** Runs `task` at the end of the test run. */
export function onTeardown(task: () => Promise<void>): void {
  const registry = globalThis as Registry;
  (registry[key] ??= []).push(task);
}

/** The global teardown of integration and end-to-end tests. */
export default async function tearDown(): Promise<void> {
  for (const task of (globalThis as Registry)[key] ?? []) await task();
}
