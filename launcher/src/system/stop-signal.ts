/** Aborted by the first Ctrl-C after printing a confirmation. `again` is called for a later Ctrl-C. */
export function stopSignal(again: () => void = () => undefined): AbortSignal {
  const interrupt = new AbortController();
  onStopSignal(() => {
    console.log('\nStopping …');
    interrupt.abort();
  }, again);
  return interrupt.signal;
}

/**
 * Calls `first` on the first SIGINT, SIGTERM or SIGHUP, and `again` on later ones. Signals within half a second count
 * as one: the terminal and npm may both forward the same Ctrl-C.
 */
export function onStopSignal(first: () => void, again: () => void): void {
  let since: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (since === undefined) {
        since = Date.now();
        first();
      } else if (Date.now() - since > 500) again();
    });
  }
  // A closed terminal must not end the launcher before the services have stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Rejects when the signal is aborted, or has been aborted already. Never resolves. */
export function rejectOnAbort(signal: AbortSignal | undefined, message: string): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    const abort = () => reject(new Error(message));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
  });
  promise.catch(() => undefined);
  return promise;
}
