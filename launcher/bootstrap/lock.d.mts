/** Runs work while no other process runs work under the same lock file. */
export function withLock<T>(
  file: string,
  /** Called once when the lock is taken; its `done` when the wait is over. */
  onWait: ((holder: number) => { done(): void }) | undefined,
  work: () => Promise<T>,
): Promise<T>;
