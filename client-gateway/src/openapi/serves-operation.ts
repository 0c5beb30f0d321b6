import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { MessageClass } from '@orderwire/contracts';
import { refTo } from './schemas.js';
import { documented, type Served } from './serves.js';

type Handler<Answer> = (...args: never[]) => Promise<Answer>;

/**
 * This route is for staff and asks one service or several, whichever its request names. `subject` is what the audit log calls it:
 * `operations.<verb>`.
 */
export function ServesOperation<Answer extends object>(
  subject: string,
  answer: MessageClass<Answer>,
  served: Served,
) {
  return <Method extends Handler<Answer>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    applyDecorators(
      HttpCode(200),
      documented(target, key, { access: 'staff', subject }, served),
      ApiResponse({
        status: 200,
        description: answer.name,
        headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } },
        content: { 'application/json': { schema: { $ref: refTo(answer) } } },
      }),
    )(target, key, descriptor);
  };
}
