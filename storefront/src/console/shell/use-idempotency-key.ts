import { useRef } from 'react';

/**
 * The idempotency key of a request: the same until the input changes. `input` is what a person has typed
 * and nothing that the server tells: a lost reply may have changed that, and the request must stay the same.
 */
export function useIdempotencyKey(input: unknown): string {
  const text = JSON.stringify(input);
  const key = useRef({ text, value: crypto.randomUUID() });
  if (key.current.text !== text) key.current = { text, value: crypto.randomUUID() };
  return key.current.value;
}
