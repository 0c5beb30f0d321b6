import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { InvalidMessage, type MessageClass } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';

const notMessages: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object, undefined]);

/**
 * Makes body, query and path parameters into the contract class the handler names, or refuses them naming every broken
 * rule. A request without a body is an empty message: whether that is enough is the contract's to say.
 */
@Injectable()
export class ContractPipe implements PipeTransform<unknown, unknown> {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || notMessages.has(metatype)) return value;
    // class-transformer drops it without a word; like any other field that no contract has, it is refused.
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, 'constructor'))
      throw InvalidMessage({ errors: [{ path: 'constructor', message: 'should not exist' }] });
    return parseMessage(metatype as MessageClass<object>, value ?? {}, 'refuse');
  }
}
