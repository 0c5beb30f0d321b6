import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { InvalidMessage, type MessageClass } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';

const notMessages: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object, undefined]);

/**
 * Validates body, query and path parameters against the contract class of the handler's parameter.
 * The fault lists every violation. A missing body is validated as an empty message.
 */
@Injectable()
export class ContractPipe implements PipeTransform<unknown, unknown> {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || notMessages.has(metatype)) return value;
    // class-transformer drops `constructor` silently; it is rejected like any other unknown field.
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, 'constructor'))
      throw InvalidMessage({ errors: [{ path: 'constructor', message: 'should not exist' }] });
    return parseMessage(metatype as MessageClass<object>, value ?? {}, 'refuse');
  }
}
