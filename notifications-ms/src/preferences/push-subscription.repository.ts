import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';
import type { PushSubscription, PushSubscriptions } from '../channels/push.gateway.js';

type None = Record<string, never>;

/** Browsers of one account; the oldest is replaced by the next one. */
const MAX_PER_ACCOUNT = 10;

const add = statement<None, PushSubscription & { accountId: string }>(
  'push_subscriptions.add',
  `INSERT INTO push_subscriptions (endpoint, account_id, p256dh, auth) VALUES (:endpoint, :accountId, :p256dh, :auth)
   ON CONFLICT (endpoint) DO UPDATE SET account_id = excluded.account_id, p256dh = excluded.p256dh, auth = excluded.auth,
     created_at = now()`,
);
const limit = statement<None, { accountId: string }>(
  'push_subscriptions.limit',
  `DELETE FROM push_subscriptions WHERE endpoint IN (SELECT endpoint FROM push_subscriptions
     WHERE account_id = :accountId ORDER BY created_at DESC OFFSET ${MAX_PER_ACCOUNT})`,
);
const ofAccount = statement<PushSubscription, { accountId: string }>(
  'push_subscriptions.of_account',
  `SELECT endpoint, p256dh, auth FROM push_subscriptions WHERE account_id = :accountId`,
);
const remove = statement<None, { endpoint: string; accountId: string | null }>(
  'push_subscriptions.delete',
  `DELETE FROM push_subscriptions WHERE endpoint = :endpoint AND (:accountId::uuid IS NULL OR account_id = :accountId)`,
);
const forget = statement<None, { accountIds: string[] }>(
  'push_subscriptions.forget',
  `DELETE FROM push_subscriptions WHERE account_id = ANY(:accountIds::uuid[])`,
);
/** One that was stored after the time belongs to a later session. */
const end = statement<None, { accountIds: string[]; times: string[] }>(
  'push_subscriptions.end',
  `DELETE FROM push_subscriptions s
   USING unnest(:accountIds::uuid[], :times::timestamptz[]) AS e (account_id, at)
   WHERE s.account_id = e.account_id AND s.created_at <= e.at`,
);

/** The browsers that are subscribed to the messages of accounts. */
@Injectable()
export class PushSubscriptionRepository implements PushSubscriptions {
  constructor(private readonly database: Database) {}

  /** A browser belongs to the account that subscribed it last. */
  async add(accountId: string, { endpoint, p256dh, auth }: PushSubscription): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.run(add, { endpoint, p256dh, auth, accountId });
      await tx.run(limit, { accountId });
    });
  }

  of(accountId: string): Promise<PushSubscription[]> {
    return this.database.run(ofAccount, { accountId });
  }

  /** Of any account without `accountId`. */
  async delete(endpoint: string, accountId: string | null = null): Promise<void> {
    await this.database.run(remove, { endpoint, accountId });
  }

  /** Of accounts whose sessions were ended at these times, ISO 8601. */
  async end(tx: Tx, ends: readonly { userId: string; revokedAt: string }[]): Promise<void> {
    const accountIds = ends.map(({ userId }) => userId);
    await tx.run(end, { accountIds, times: ends.map(({ revokedAt }) => revokedAt) });
  }

  async forget(tx: Tx, accountIds: readonly string[]): Promise<void> {
    await tx.run(forget, { accountIds: [...accountIds] });
  }
}
