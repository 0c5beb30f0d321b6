/** The payload of an event as it was typed, or why it is none. */
type ParsedPayload =
  | { payload: Readonly<Record<string, unknown>>; problem?: undefined }
  | { payload?: undefined; problem: 'not_json' | 'not_object' };

export function parsePayload(text: string): ParsedPayload {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { payload: value as Record<string, unknown> }
      : { problem: 'not_object' };
  } catch {
    return { problem: 'not_json' };
  }
}
