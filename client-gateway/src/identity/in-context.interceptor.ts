import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { runInContext } from '@orderwire/platform';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

/** Runs handlers inside the context of their request: after the guards, which found out who asks. */
export class InContext implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { work } = context.switchToHttp().getRequest<FastifyRequest>();
    // What handle() gives keeps the context in which it was called.
    return work ? runInContext(work, () => next.handle()) : next.handle();
  }
}
