import { Injectable } from '@nestjs/common';
import type { GetOpenSessionsRequest, OpenSessions } from '@orderwire/contracts';
import { SessionRepository } from './session.repository.js';

/** Returns the open payment sessions of orders. Sends no request to Stripe. */
@Injectable()
export class GetOpenSessionsUseCase {
  constructor(private readonly sessions: SessionRepository) {}

  async execute({ orderIds }: GetOpenSessionsRequest): Promise<OpenSessions> {
    const open = await this.sessions.open(orderIds);
    return { sessions: open.map((one) => ({ ...one, expiresAt: one.expiresAt.toISOString() })) };
  }
}
