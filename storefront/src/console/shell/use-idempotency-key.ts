import { useRef } from 'react';

/** The idempotency key of a request: the same for a repeated body, a new one for a changed body. */
export function useIdempotencyKey(body: unknown): string {
  const text = JSON.stringify(body);
  const key = useRef({ text, value: crypto.randomUUID() });
  if (key.current.text !== text) key.current = { text, value: crypto.randomUUID() };
  return key.current.value;
}
