/** What is kept of an event of the carrier. */
export interface CarrierEvent {
  /** The carrier's id. */
  readonly id: string;
  readonly description: string;
  /** The tracker, or null for an event about something else. */
  readonly trackerId: string | null;
}

/** Reads EasyPost's Event; otherwise says what is wrong. */
export function readCarrierEvent(body: Buffer): CarrierEvent | { readonly refused: string } {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return { refused: 'the body is not JSON' };
  }
  const { id, description, result } = (value ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(id)) return { refused: 'the event has no id' };
  if (typeof description !== 'string') return { refused: 'the event has no description' };
  const { id: objectId, object } = (result ?? {}) as Record<string, unknown>;
  const isTracker = object === 'Tracker' || description.startsWith('tracker.');
  const trackerId = isTracker && typeof objectId === 'string' ? objectId.replaceAll('\u0000', '') : null;
  return { id, description: description.replaceAll('\u0000', '').slice(0, 100), trackerId };
}
