/** Jest may load setup and teardown as separate modules: what one leaves, the other finds on globalThis. */
const key = Symbol.for('orderwire.e2e.atTheEnd');
type Registry = { [key]?: () => Promise<void> };

/** Runs `task` when the whole test run is over. */
export function atTheEnd(task: () => Promise<void>): void {
  (globalThis as Registry)[key] = task;
}

/** Ends what the setup of the end-to-end tests began. */
export default async function tearDown(): Promise<void> {
  await (globalThis as Registry)[key]?.();
}
