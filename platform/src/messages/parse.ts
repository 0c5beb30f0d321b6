import { Fault, InvalidMessage, type MessageClass } from '@orderwire/contracts';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';

/** One thing that is wrong with a message: where, and what the rule is. */
export interface MessageError {
  path: string;
  message: string;
}

/** What happens to fields a contract does not know: a request with them is refused, an event's are dropped. */
export type UnknownFields = 'refuse' | 'drop';

/**
 * Makes a message of its class out of plain JSON. Throws {@link InvalidMessage} naming every broken rule.
 * The values themselves are never in the fault: they may be secrets.
 */
export function parseMessage<T extends object>(
  type: MessageClass<T>,
  plain: unknown,
  unknown: UnknownFields,
): T {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw invalid([{ path: '', message: 'must be an object' }]);
  const message = plainToInstance(type, plain);
  const errors = validateSync(message, {
    whitelist: true,
    forbidNonWhitelisted: unknown === 'refuse',
    forbidUnknownValues: false,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  });
  if (errors.length > 0) throw invalid(flatten(errors, ''));
  return message;
}

const invalid = (errors: MessageError[]): Fault => InvalidMessage({ errors: errors.slice(0, 50) });

function flatten(errors: ValidationError[], parent: string): MessageError[] {
  return errors.flatMap((error) => {
    const path = parent ? `${parent}.${error.property}` : error.property;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ path, message }));
    return [...own, ...flatten(error.children ?? [], path)];
  });
}
