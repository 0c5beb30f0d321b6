import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { MessageClass } from '@orderwire/contracts';
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
    return parseMessage(metatype as MessageClass<object>, value ?? {}, 'refuse');
  }
}
