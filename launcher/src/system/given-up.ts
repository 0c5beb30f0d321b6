/** Rejects with this message when the signal comes, also when it has come already, and never settles otherwise. */
export function givenUp(signal: AbortSignal | undefined, message: string): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    const give = () => reject(new Error(message));
    if (signal?.aborted) give();
    signal?.addEventListener('abort', give, { once: true });
  });
  promise.catch(() => undefined);
  return promise;
}
