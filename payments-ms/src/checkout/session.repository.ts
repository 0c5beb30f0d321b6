import { Injectable } from '@nestjs/common';
import { Batcher, contextOrSystem, Database, statement } from '@orderwire/platform';
import { PrismaClient } from '../generated/client.js';
import type { SessionStatus } from '../generated/enums.js';
import { type CheckoutSession, idempotencyKeyOf, type SessionDraft } from './checkout-session.js';

/** One attempt of an order, as stored. */
export interface StoredSession extends Attempt {
  status: SessionStatus;
  stripeId: string | null;
  url: string | null;
  idempotencyKey: string;
  keyedAt: Date;
  expiresAt: Date;
  /** The request to Stripe; null once Stripe has responded. */
  draft: SessionDraft | null;
  settledAt: Date | null;
}

/** Whether a session may still be paid, or its delayed payment is being processed. */
export const isUnsettled = ({ status, settledAt }: StoredSession): boolean =>
  status === 'opening' || status === 'open' || (status === 'complete' && settledAt === null);

interface Attempt {
  orderId: string;
  attempt: number;
}

/** An attempt that a statement wrote. */
type AttemptRow = { orderId: string; attempt: number };

/** ON CONFLICT covers the attempt itself and the one live session that an order may have. */
const createSessions = statement<
  AttemptRow,
  {
    orderIds: string[];
    attempts: number[];
    amounts: number[];
    currencies: string[];
    keys: string[];
    requests: string[];
    correlationIds: string[];
    expiresAt: Date[];
  }
>(
  'sessions.create',
  `INSERT INTO payment_sessions (order_id, attempt, amount, currency, idempotency_key, request, correlation_id, expires_at)
   SELECT d.* FROM unnest((SELECT :orderIds::uuid[]), (SELECT :attempts::int[]), (SELECT :amounts::bigint[]),
       (SELECT :currencies::text[]), (SELECT :keys::text[]), (SELECT :requests::text[]),
       (SELECT :correlationIds::text[]), (SELECT :expiresAt::timestamptz[]))
     AS d(order_id, attempt, amount, currency, idempotency_key, request, correlation_id, expires_at)
   WHERE NOT EXISTS (SELECT FROM payment_sessions n WHERE n.order_id = d.order_id AND n.attempt > d.attempt)
   ON CONFLICT DO NOTHING RETURNING order_id AS "orderId", attempt`,
);

const openSessions = statement<
  AttemptRow,
  { orderIds: string[]; attempts: number[]; stripeIds: string[]; urls: (string | null)[]; expiresAt: Date[] }
>(
  'sessions.open',
  `UPDATE payment_sessions s
   SET status = 'open', stripe_id = d.stripe_id, url = d.url, expires_at = d.expires_at, request = NULL
   FROM unnest((SELECT :orderIds::uuid[]), (SELECT :attempts::int[]), (SELECT :stripeIds::text[]),
       (SELECT :urls::text[]), (SELECT :expiresAt::timestamptz[]))
     AS d(order_id, attempt, stripe_id, url, expires_at)
   WHERE s.order_id = d.order_id AND s.attempt = d.attempt AND s.status = 'opening'
   RETURNING s.order_id AS "orderId", s.attempt`,
);

const markReplacing = statement<{ attempt: number }, Attempt>(
  'sessions.mark_replacing',
  `UPDATE payment_sessions SET replacing = true
   WHERE order_id = :orderId AND attempt = :attempt AND status IN ('opening', 'open') RETURNING attempt`,
);

const endSession = statement<
  { attempt: number },
  Attempt & { status: SessionStatus; stripeId: string | null }
>(
  'sessions.end',
  `UPDATE payment_sessions
   SET status = :status::session_status, stripe_id = COALESCE(:stripeId, stripe_id), request = NULL
   WHERE order_id = :orderId AND attempt = :attempt AND status IN ('opening', 'open') RETURNING attempt`,
);

const rekeySession = statement<{ attempt: number }, Attempt & { oldKey: string; newKey: string }>(
  'sessions.rekey',
  `UPDATE payment_sessions SET idempotency_key = :newKey, keyed_at = now()
   WHERE order_id = :orderId AND attempt = :attempt AND idempotency_key = :oldKey AND status = 'opening'
   RETURNING attempt`,
);

const reopenSession = statement<
  { attempt: number },
  Attempt & { key: string; request: string; amount: number; currency: string; expiresAt: Date }
>(
  'sessions.reopen',
  `UPDATE payment_sessions s
   SET status = 'opening', idempotency_key = :key, keyed_at = now(), request = :request, amount = :amount,
     currency = :currency, expires_at = :expiresAt
   WHERE order_id = :orderId AND attempt = :attempt AND status = 'rejected' AND NOT EXISTS (
     SELECT FROM payment_sessions o
     WHERE o.order_id = s.order_id AND (o.attempt > s.attempt OR o.status IN ('opening', 'open', 'complete')))
   RETURNING attempt`,
);

const findOpen = statement<
  { orderId: string; url: string; expiresAt: Date },
  { orderIds: readonly string[] }
>(
  'sessions.find_open',
  `SELECT order_id AS "orderId", url, expires_at AS "expiresAt" FROM payment_sessions
   WHERE order_id = ANY(:orderIds::uuid[]) AND status = 'open' AND NOT replacing AND expires_at > now() AND url IS NOT NULL`,
);

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
  settledAt: true,
} as const;

/** Payment sessions. Every update names the state it expects and returns whether it found it. */
@Injectable()
export class SessionRepository {
  private readonly creations = new Batcher((items: { draft: SessionDraft; correlationId: string }[]) =>
    this.createAll(items),
  );
  private readonly openings = new Batcher((items: { draft: SessionDraft; session: CheckoutSession }[]) =>
    this.openAll(items),
  );

  constructor(
    private readonly database: Database,
    private readonly prisma: PrismaClient,
  ) {}

  /**
   * Stores an attempt before the request to Stripe. Returns false when the attempt or a newer one
   * exists, or another attempt of the order is live or paid.
   */
  create(draft: SessionDraft): Promise<boolean> {
    return this.creations.add({ draft, correlationId: contextOrSystem().correlationId });
  }

  /** Stores Stripe's response. Returns false when the attempt is no longer opening. */
  opened(draft: SessionDraft, session: CheckoutSession): Promise<boolean> {
    return this.openings.add({ draft, session });
  }

  /** Marks an attempt whose session is about to be expired in favour of a newer one. */
  async markReplacing({ orderId, attempt }: Attempt): Promise<void> {
    await this.database.run(markReplacing, { orderId, attempt });
  }

  /** Ends an attempt that could still be paid. */
  async end({ orderId, attempt }: Attempt, status: SessionStatus, stripeId: string | null): Promise<boolean> {
    return (await this.database.run(endSession, { orderId, attempt, status, stripeId })).length > 0;
  }

  /** Replaces the idempotency key of an opening attempt. Returns false if a concurrent call did. */
  async rekey({ orderId, attempt, idempotencyKey }: StoredSession, newKey: string): Promise<boolean> {
    const rows = await this.database.run(rekeySession, { orderId, attempt, oldKey: idempotencyKey, newKey });
    return rows.length > 0;
  }

  /** Reopens a rejected attempt with a new request and a new key. */
  async reopen(draft: SessionDraft, key: string): Promise<boolean> {
    const { orderId, attempt, amount, currency } = draft;
    const rows = await this.database.run(reopenSession, {
      orderId,
      attempt,
      amount,
      currency,
      key,
      request: JSON.stringify(draft),
      expiresAt: new Date(draft.expiresAt * 1_000),
    });
    return rows.length > 0;
  }

  /** The sessions of orders that can be paid now; an order has at most one. */
  open(orderIds: readonly string[]): Promise<{ orderId: string; url: string; expiresAt: Date }[]> {
    return this.database.run(findOpen, { orderIds });
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

  private async createAll(items: { draft: SessionDraft; correlationId: string }[]): Promise<boolean[]> {
    const drafts = items.map(({ draft }) => draft);
    const rows = await this.database.run(createSessions, {
      orderIds: drafts.map(({ orderId }) => orderId),
      attempts: drafts.map(({ attempt }) => attempt),
      amounts: drafts.map(({ amount }) => amount),
      currencies: drafts.map(({ currency }) => currency),
      keys: drafts.map(idempotencyKeyOf),
      requests: drafts.map((draft) => JSON.stringify(draft)),
      correlationIds: items.map(({ correlationId }) => correlationId),
      expiresAt: drafts.map(({ expiresAt }) => new Date(expiresAt * 1_000)),
    });
    return writtenOf(drafts, rows);
  }

  private async openAll(items: { draft: SessionDraft; session: CheckoutSession }[]): Promise<boolean[]> {
    const drafts = items.map(({ draft }) => draft);
    const rows = await this.database.run(openSessions, {
      orderIds: drafts.map(({ orderId }) => orderId),
      attempts: drafts.map(({ attempt }) => attempt),
      stripeIds: items.map(({ session }) => session.id),
      urls: items.map(({ session }) => session.url),
      expiresAt: items.map(({ session }) => session.expiresAt),
    });
    return writtenOf(drafts, rows);
  }
}

const shopId = statement<{ id: string }>('shop.id', 'SELECT id FROM shop');

const ordersWithSessions = statement<{ orderId: string }, { ids: readonly string[] }>(
  'shop.orders_with_sessions',
  `SELECT DISTINCT order_id AS "orderId" FROM payment_sessions WHERE order_id = ANY(:ids::uuid[])`,
);

/** What tells objects of this deployment at Stripe from those of others: the marker, and its orders. */
@Injectable()
export class ShopRepository {
  private read: Promise<string> | undefined;

  /** `configured`: a marker that replaces the stored one. */
  constructor(
    private readonly database: Database,
    private readonly configured: string | undefined,
  ) {}

  /** The marker in the metadata of objects. Reads the database once. A failure is not kept. */
  readonly id = (): Promise<string> =>
    (this.read ??= this.stored().catch((error: unknown) => {
      this.read = undefined;
      throw error;
    }));

  /** Which of these orders have a payment session. */
  async ordersWithSessions(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database.run(ordersWithSessions, { ids });
    return new Set(rows.map(({ orderId }) => orderId));
  }

  private async stored(): Promise<string> {
    if (this.configured !== undefined) return this.configured;
    const [row] = await this.database.run(shopId);
    if (!row) throw new Error('the table shop is empty: set STRIPE_SHOP');
    return row.id;
  }
}

/** Which drafts a statement wrote. Of several with the same attempt only the first counts. */
function writtenOf(drafts: readonly SessionDraft[], rows: readonly AttemptRow[]): boolean[] {
  const written = new Set(rows.map(({ orderId, attempt }) => `${orderId} ${attempt}`));
  return drafts.map(({ orderId, attempt }) => written.delete(`${orderId} ${attempt}`));
}
