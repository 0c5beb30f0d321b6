import { connect, headers } from '@nats-io/transport-node';
import { type EmailToken, GetEmailToken, Headers } from '@orderwire/contracts';
import { ServiceTokens } from '@orderwire/platform';
import type { SystemState } from '@orderwire/launcher/system';
import { queryService } from './chaos/query-service.js';

/** The one-time token of the newest event about an account. Asks as the sender of e-mails does. */
export async function emailTokenOf(
  state: SystemState,
  serviceKey: string,
  { subject }: { readonly subject: string },
  userId: string,
): Promise<string> {
  const [event] = await queryService<{ tokenId: string }>(
    state,
    'auth-ms',
    `SELECT payload::json ->> 'tokenId' AS "tokenId" FROM messaging.outbox
     WHERE aggregate_id = $1 AND subject = $2 ORDER BY position DESC LIMIT 1`,
    [userId, subject],
  );
  const { username: user, password: pass, host: servers } = new URL(state.urls.nats);
  const nats = await connect({ servers, user, pass });
  try {
    const wire = headers();
    wire.set(Headers.service, await new ServiceTokens('notifications-ms', [serviceKey]).issue());
    const request = JSON.stringify({ tokenId: event?.tokenId });
    const reply = await nats.request(GetEmailToken.subject, request, { timeout: 10_000, headers: wire });
    const { response, err } = reply.json<{ response?: EmailToken; err?: object }>();
    if (!response) throw new Error(`${GetEmailToken.subject} returned ${JSON.stringify(err)}`);
    return response.token;
  } finally {
    await nats.close();
  }
}
