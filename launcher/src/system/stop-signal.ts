/**
 * Aborted by the first SIGINT, SIGTERM or SIGHUP, after `announce`. Later ones call `again`.
 * Signals within half a second count as one: the terminal and npm may both forward a Ctrl-C.
 */
export function stopSignal(
  again: () => void = () => undefined,
  announce: () => void = () => console.log('\nStopping …'),
): AbortSignal {
  const interrupt = new AbortController();
  let since: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (since === undefined) {
        since = Date.now();
        announce();
        interrupt.abort();
      } else if (Date.now() - since > 500) again();
    });
  }
  // A closed terminal must not end the launcher before the services have stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return interrupt.signal;
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
