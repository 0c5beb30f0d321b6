import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FaultFactory, MessageClass, RpcContract } from '@orderwire/contracts';
import { requireAccess } from '../auth/route-access.js';
import { exampleOf } from './examples.js';
import { messagesOf } from './messages-of.js';
import { problemResponses } from './problem-responses.js';
import { fieldsOf, refTo } from './schemas.js';
import { openToWords, refusalsOf, securityOf } from './security.js';

/** What the documentation says of a route beyond what its contract says. */
export interface Served {
  /** One line, in the imperative. */
  summary: string;
  /** More, in Markdown. */
  description?: string;
  /** 200 unless told. */
  status?: number;
  /** The "no"s of this route that a caller may want to act on. */
  faults?: readonly FaultFactory[];
  /** The request is a creation: the same Idempotency-Key gets the same answer. */
  idempotent?: boolean;
  /** A guest may be let in by the order's token. */
  byOrderToken?: boolean;
  /** It opens a session. */
  signsIn?: boolean;
}

type Handler<Reply> = (...args: never[]) => Promise<Reply>;

/**
 * This route answers with a contract's reply, to whom the contract is open to; or with `answer`, where the gateway keeps a
 * part of the reply to itself. Status, body, query, path parameters and every problem it can give go into
 * the OpenAPI document from the contract's classes; a handler that gives anything but the contract's reply does not compile.
 */
export function Serves<Request extends object, Reply extends object, Answer extends object = Reply>(
  contract: RpcContract<Request, Reply>,
  served: Served & { answer?: MessageClass<Answer> },
) {
  return <Method extends Handler<Answer>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const { status = 200, answer = contract.reply } = served;
    applyDecorators(
      HttpCode(status),
      documented(target, key, contract, served),
      ApiResponse({
        status,
        description: answer.name,
        headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } },
        content: { 'application/json': { schema: { $ref: refTo(answer) } } },
      }),
    )(target, key, descriptor);
  };
}

/** Who may call a route, and everything of its documentation but its good answer. */
export function documented(
  target: object,
  key: string,
  { access, subject }: Pick<RpcContract<object, object>, 'access' | 'subject'>,
  served: Served,
): MethodDecorator {
  const { body, query, path } = messagesOf(target, key);
  const { summary, description, faults = [], idempotent = false, byOrderToken = false, signsIn } = served;
  return applyDecorators(
    requireAccess({ access, subject, ...(signsIn && { signsIn }) }),
    ApiOperation({
      summary,
      description: [openToWords[access], description].filter(Boolean).join(' '),
      security: securityOf(access, byOrderToken),
    }),
    ...(byOrderToken
      ? [
          ApiHeader({
            name: 'X-Order-Token',
            required: false,
            description: orderToken,
            schema: { type: 'string' },
          }),
        ]
      : []),
    ...(path ? fieldsOf(path).map(({ name, schema }) => ApiParam({ name, schema })) : []),
    ...(query ? fieldsOf(query).map((field) => ApiQuery(field)) : []),
    ...(body ? [bodyOf(body)] : []),
    ApiHeader({ name: 'X-Request-Id', required: false, description: requestId, schema: { type: 'string' } }),
    ...(idempotent
      ? [ApiHeader({ name: 'Idempotency-Key', required: false, description: idempotency, schema: keySchema })]
      : []),
    ...problemResponses([...refusalsOf(access), ...faults], body !== undefined).map((response) =>
      ApiResponse(response),
    ),
  );
}

const orderToken = "Opens a guest's order: `orderToken` of the answer that placed it.";
const requestId = 'Follows the request through every service; made up when absent, and always in the answer.';
const idempotency =
  'Makes it safe to try again: the same key with the same body gets the answer of the first request, ' +
  'with another body 422, and 409 while the first is still in flight. Use a UUIDv4; who is not signed in needs at least 16 characters.';
const keySchema = { type: 'string', minLength: 1, maxLength: 255 } as const;

function bodyOf(message: MessageClass<object>): MethodDecorator {
  const example = exampleOf(message);
  return ApiBody({
    schema: { $ref: refTo(message) },
    required: fieldsOf(message).some(({ required }) => required),
    ...(example && { examples: { example: { value: example } } }),
  });
}
