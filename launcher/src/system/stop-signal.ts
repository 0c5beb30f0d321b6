/** Aborted by the first Ctrl-C, after it was confirmed to the person who pressed; `again` is called by a later one. */
export function stopSignal(again: () => void = () => undefined): AbortSignal {
  const interrupt = new AbortController();
  onStopSignal(() => {
    console.log('\nStopping …');
    interrupt.abort();
  }, again);
  return interrupt.signal;
}

/**
 * Calls back on the first SIGINT, SIGTERM or SIGHUP, and on each later one that is not an echo of it: the terminal and
 * npm may both pass on the same Ctrl-C.
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
  // A closed terminal must not end us before the services have ended.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
