import type { EventContract } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';

/** The fields of a payload without which its contract refuses it. Throws when the payload itself is refused, or needs none. */
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
  if (needed.length === 0) throw new Error(`${contract.subject} can be read without any of its fields`);
  return needed;
}

/** As it arrives. */
const wire = (payload: object): unknown => JSON.parse(JSON.stringify(payload));
