import { Fault, InvalidMessage, type MessageClass } from '@orderwire/contracts';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';

/** One broken rule of a message: the field and the rule. */
export interface MessageError {
  path: string;
  message: string;
}

/** How unknown fields are treated: `refuse` for requests, `drop` for events. */
export type UnknownFields = 'refuse' | 'drop';

/**
 * Converts plain JSON to a message class and validates it. Throws {@link InvalidMessage} with every
 * broken rule, but without the values, which may be secrets.
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
