import { Injectable } from '@nestjs/common';
import { contextOrSystem, Database } from '@orderwire/platform';
import type { CheckoutSession } from '../domain/checkout-session.js';
import { idempotencyKeyOf, type SessionDraft } from '../domain/session-draft.js';
import { Gather } from './gather.js';
import { PrismaClient } from './generated/client.js';
import type { SessionStatus } from './generated/enums.js';
import {
  type AttemptRow,
  beginSessions,
  endSession,
  openSessions,
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

interface Beginning {
  draft: SessionDraft;
  correlationId: string;
}

interface Opening {
  draft: SessionDraft;
  session: CheckoutSession;
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
  private readonly beginning = new Gather((items: Beginning[]) => this.beginAll(items));
  private readonly opening = new Gather((items: Opening[]) => this.openAll(items));

  constructor(
    private readonly database: Database,
    private readonly prisma: PrismaClient,
  ) {}

  /** Stores an attempt before Stripe is asked. False when it exists, a newer one does, or another one is live or paid. */
  begin(draft: SessionDraft): Promise<boolean> {
    return this.beginning.add({ draft, correlationId: contextOrSystem().correlationId });
  }

  /** Stores Stripe's answer to an opening attempt. False when the attempt is not opening any more. */
  opened(draft: SessionDraft, session: CheckoutSession): Promise<boolean> {
    return this.opening.add({ draft, session });
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

  private async beginAll(items: Beginning[]): Promise<boolean[]> {
    const drafts = items.map(({ draft }) => draft);
    const rows = await this.database.run(beginSessions, [
      drafts.map(({ orderId }) => orderId),
      drafts.map(({ attempt }) => attempt),
      drafts.map(({ amount }) => amount),
      drafts.map(({ currency }) => currency),
      drafts.map(idempotencyKeyOf),
      drafts.map((draft) => JSON.stringify(draft)),
      items.map(({ correlationId }) => correlationId),
      drafts.map(({ expiresAt }) => new Date(expiresAt * 1_000)),
    ]);
    return whichOf(drafts, rows);
  }

  private async openAll(items: Opening[]): Promise<boolean[]> {
    const drafts = items.map(({ draft }) => draft);
    const rows = await this.database.run(openSessions, [
      drafts.map(({ orderId }) => orderId),
      drafts.map(({ attempt }) => attempt),
      items.map(({ session }) => session.id),
      items.map(({ session }) => session.url),
      items.map(({ session }) => session.expiresAt),
    ]);
    return whichOf(drafts, rows);
  }
}

/** Which attempts a statement wrote. Of several callers with the same attempt only the first wrote it. */
function whichOf(drafts: SessionDraft[], rows: AttemptRow[]): boolean[] {
  const written = new Set(rows.map(({ order_id, attempt }) => `${order_id} ${attempt}`));
  return drafts.map(({ orderId, attempt }) => written.delete(`${orderId} ${attempt}`));
}
