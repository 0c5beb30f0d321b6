import { randomUUID } from 'node:crypto';
import {
  DocumentIssued,
  UserDeleted,
  UserDisabled,
  UserEmailChanged,
  UserEmailVerified,
  UserEnabled,
  UserPasswordChanged,
  UserRegistered,
  UserRoleChanged,
} from '@orderwire/contracts';
import { connectNats, createLogger, type PublishedEvents, readPublishedEvents } from '@orderwire/platform';
import { Client } from 'pg';

/** The databases of a system whose services are stopped, and the event that restored some of them. */
export interface RestoreRecord {
  /** URLs of all databases by service. */
  readonly databases: Readonly<Record<string, string>>;
  /** Of the superuser of NATS, whose stream has later events. */
  readonly natsUrl: string;
  /** The services whose databases were restored. */
  readonly restored: readonly string[];
  readonly recoveredTo: Date;
}

type LostEvent = { subject: string; payload: object };

/** The changes of accounts, which auth-ms repeats after a restore. */
const accountEvents = [
  UserRegistered,
  UserEmailVerified,
  UserEmailChanged,
  UserPasswordChanged,
  UserRoleChanged,
  UserDisabled,
  UserEnabled,
  UserDeleted,
].map(({ subject }) => subject);

/**
 * Records a restore in all databases: the services read it at their next start and recover. Adds
 * what the stream and orders-ms still know about accounts, and the stream about numbers of documents.
 */
export async function recordRestore(record: RestoreRecord): Promise<void> {
  const { databases, restored, recoveredTo } = record;
  const id = randomUUID();
  const lost: Record<string, PublishedEvents> = {
    ...(restored.includes('auth-ms') && { 'auth-ms': await lostAccountEvents(record) }),
    // invoices-ms must not give their numbers again.
    ...(restored.includes('invoices-ms') && {
      'invoices-ms': await lostEvents(record, [DocumentIssued.subject]),
    }),
  };
  for (const url of Object.values(databases))
    await query(url, async (client) => {
      for (const service of restored) {
        const { events, complete } = lost[service] ?? { events: [], complete: false };
        await client.query(
          `INSERT INTO messaging.restores (id, service, recovered_to, lost_events, events_complete) VALUES ($1, $2, $3, $4, $5)`,
          [id, service, recoveredTo, JSON.stringify(events), complete],
        );
      }
    });
}

async function lostAccountEvents(record: RestoreRecord): Promise<PublishedEvents> {
  const { databases, restored, recoveredTo } = record;
  const deleted = restored.includes('orders-ms')
    ? []
    : await deletedAccounts(databases['orders-ms'] ?? '', recoveredTo);
  const { events, complete } = await lostEvents(record, accountEvents);
  return { events: [...events, ...deleted], complete };
}

/** What the stream has of these subjects since the restored time. */
async function lostEvents(
  { natsUrl, recoveredTo }: RestoreRecord,
  subjects: readonly string[],
): Promise<PublishedEvents> {
  const { connection } = await connectNats('launcher', [natsUrl], createLogger('launcher', 'silent'));
  try {
    return await readPublishedEvents(connection, subjects, recoveredTo);
  } finally {
    await connection.close();
  }
}

/** orders-ms keeps the ids of deleted accounts for ever. */
const deletedAccounts = (url: string, since: Date): Promise<LostEvent[]> =>
  query(url, async (client) => {
    const { rows } = await client.query<{ id: string; at: Date }>(
      'SELECT account_id AS id, forgotten_at AS at FROM forgotten_accounts WHERE forgotten_at >= $1 ORDER BY forgotten_at',
      [since],
    );
    return rows.map(({ id: userId, at }) => ({
      subject: UserDeleted.subject,
      payload: { userId, email: '', name: '', locale: null, at: at.toISOString() },
    }));
  });

async function query<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
