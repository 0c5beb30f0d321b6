import { Injectable } from '@nestjs/common';
import {
  AlreadyPaid,
  type ExpirePaymentSessionReply,
  type ExpirePaymentSessionRequest,
} from '@orderwire/contracts';
import { SessionRepository } from '../outbound/session.repository.js';
import { AnnounceAgain } from './announce-again.js';
import { CloseSession } from './close-session.js';

/** Ends an order's live session, so that nobody can pay for the order any more. */
@Injectable()
export class ExpirePaymentSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly close: CloseSession,
    private readonly announceAgain: AnnounceAgain,
  ) {}

  /** Throws payments.already_paid when money came, also through another session than the live one. It is announced again if need be. */
  async execute({ orderId }: ExpirePaymentSessionRequest): Promise<ExpirePaymentSessionReply> {
    const rows = await this.sessions.ofOrder(orderId);
    const live = rows.find(({ status }) => status === 'opening' || status === 'open');
    const expired = live ? await this.close.execute(live, 'expired') : false;
    const paid = await this.announceAgain.execute(orderId);
    if (paid || rows.some(({ status }) => status === 'complete')) throw AlreadyPaid({ orderId });
    return { expired };
  }
}
