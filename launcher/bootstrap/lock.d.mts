/** Runs work while no other process runs work under the same lock file. */
export function withLock<T>(
  file: string,
  onWait: (holder: number) => { done(): void },
  work: () => Promise<T>,
): Promise<T>;
