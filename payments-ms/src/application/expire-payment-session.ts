import { Injectable } from '@nestjs/common';
import {
  AlreadyPaid,
  type ExpirePaymentSessionReply,
  type ExpirePaymentSessionRequest,
} from '@orderwire/contracts';
import { SessionRepository } from '../outbound/session.repository.js';
import { CloseSession } from './close-session.js';

/** Ends an order's live session, so that nobody can pay for the order any more. */
@Injectable()
export class ExpirePaymentSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly close: CloseSession,
  ) {}

  async execute({ orderId }: ExpirePaymentSessionRequest): Promise<ExpirePaymentSessionReply> {
    const rows = await this.sessions.ofOrder(orderId);
    if (rows.some(({ status }) => status === 'complete')) throw AlreadyPaid({ orderId });
    const live = rows.find(({ status }) => status === 'opening' || status === 'open');
    return { expired: live ? await this.close.execute(live, 'expired') : false };
  }
}
