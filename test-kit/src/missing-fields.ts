import type { EventContract } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';

/**
 * The required fields of a payload. Throws when the payload is not valid, or when none of its
 * fields is required.
 */
export function missingFields(contract: EventContract<object>, payload: object): string[] {
  parseMessage(contract.payload, wire(payload), 'drop');
  const needed = Object.keys(payload).filter((field) => {
    try {
      parseMessage(contract.payload, wire({ ...payload, [field]: undefined }), 'drop');
      return false;
    } catch {
      return true;
    }
  });
  if (needed.length === 0) throw new Error(`${contract.subject} has no required field`);
  return needed;
}

/** The payload after its JSON round trip. */
const wire = (payload: object): unknown => JSON.parse(JSON.stringify(payload));
