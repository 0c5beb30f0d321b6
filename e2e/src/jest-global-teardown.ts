/** Jest may load setup and teardown as separate modules, so the task is kept on globalThis. */
const key = Symbol.for('orderwire.e2e.teardown');
type Registry = { [key]?: () => Promise<void> };

/** Runs `task` at the end of the test run. */
export function onTeardown(task: () => Promise<void>): void {
  (globalThis as Registry)[key] = task;
}

export default async function tearDown(): Promise<void> {
  await (globalThis as Registry)[key]?.();
}
