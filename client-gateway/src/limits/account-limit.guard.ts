import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Limits } from './limits.js';
import { obey } from './too-many-requests.js';

/** Counts requests per account, from whatever address. Runs after the guard that finds out who asks. */
@Injectable()
export class AccountLimitGuard implements CanActivate {
  constructor(private readonly limits: Limits) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const account = request.work?.actor.id;
    if (account)
      obey(context.switchToHttp().getResponse<FastifyReply>(), this.limits.take('account', account));
    return true;
  }
}
