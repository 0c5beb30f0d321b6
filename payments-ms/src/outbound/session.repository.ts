import { Injectable } from '@nestjs/common';
import { contextOrSystem, Database } from '@orderwire/platform';
import type { CheckoutSession } from '../domain/checkout-session.js';
import { idempotencyKeyOf, type SessionDraft } from '../domain/session-draft.js';
import { PrismaClient } from './generated/client.js';
import type { SessionStatus } from './generated/enums.js';
import {
  beginSession,
  endSession,
  openSession,
  rekeySession,
  replaceSession,
  reviveSession,
} from './session.statements.js';

export type { SessionStatus } from './generated/enums.js';

/** A stored attempt of an order to be paid. */
export interface StoredSession {
  orderId: string;
  attempt: number;
  status: SessionStatus;
  stripeId: string | null;
  url: string | null;
  idempotencyKey: string;
  keyedAt: Date;
  expiresAt: Date;
  /** What Stripe is asked; null once it has answered. */
  draft: SessionDraft | null;
}

const columns = {
  orderId: true,
  attempt: true,
  status: true,
  stripeId: true,
  url: true,
  idempotencyKey: true,
  keyedAt: true,
  expiresAt: true,
  request: true,
} as const;

/** The sessions we asked Stripe for. Every change states the row it expects and tells whether it found it. */
@Injectable()
export class SessionRepository {
  constructor(
    private readonly database: Database,
    private readonly prisma: PrismaClient,
  ) {}

  /** Stores an attempt before Stripe is asked. False when it exists, a newer one does, or another one is live or paid. */
  async begin(draft: SessionDraft): Promise<boolean> {
    const { orderId, attempt, amount, currency, expiresAt } = draft;
    const rows = await this.database.run(beginSession, [
      orderId,
      attempt,
      amount,
      currency,
      idempotencyKeyOf(draft),
      JSON.stringify(draft),
      contextOrSystem().correlationId,
      new Date(expiresAt * 1_000),
    ]);
    return rows.length > 0;
  }

  /** Stores Stripe's answer to an opening attempt. False when the attempt is not opening any more. */
  async opened(draft: SessionDraft, session: CheckoutSession): Promise<boolean> {
    const { orderId, attempt } = draft;
    const { id, url, expiresAt } = session;
    return (await this.database.run(openSession, [orderId, attempt, id, url, expiresAt])).length > 0;
  }

  /** Announces to the worker that a newer link will take this attempt's place. */
  async replacing({ orderId, attempt }: StoredSession): Promise<void> {
    await this.database.run(replaceSession, [orderId, attempt]);
  }

  /** Ends an attempt that could still be paid. */
  async end(
    { orderId, attempt }: Pick<StoredSession, 'orderId' | 'attempt'>,
    status: SessionStatus,
    stripeId: string | null,
  ): Promise<boolean> {
    return (await this.database.run(endSession, [orderId, attempt, status, stripeId])).length > 0;
  }

  /** Gives an opening attempt a fresh idempotency key; false when somebody else was faster. */
  async rekey({ orderId, attempt, idempotencyKey }: StoredSession, fresh: string): Promise<boolean> {
    return (await this.database.run(rekeySession, [orderId, attempt, idempotencyKey, fresh])).length > 0;
  }

  /** Opens a rejected attempt anew with what is asked now, under a fresh key. */
  async revive(draft: SessionDraft, fresh: string): Promise<boolean> {
    const { orderId, attempt, amount, currency, expiresAt } = draft;
    const values = [orderId, attempt, fresh, JSON.stringify(draft), amount, currency];
    return (await this.database.run(reviveSession, [...values, new Date(expiresAt * 1_000)])).length > 0;
  }

  /** All attempts of an order, newest first. */
  async ofOrder(orderId: string): Promise<StoredSession[]> {
    const rows = await this.prisma.paymentSession.findMany({
      where: { orderId },
      orderBy: { attempt: 'desc' },
      select: columns,
    });
    return rows.map(({ request, ...row }) => ({
      ...row,
      draft: request === null ? null : (JSON.parse(request) as SessionDraft),
    }));
  }
}
