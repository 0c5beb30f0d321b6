import { type Channel, type Outgoing, RefusedMessage } from './channel.js';

const TIMEOUT_MS = 15_000;

/** An account at Twilio, or at a provider with the same API. */
export interface SmsOptions {
  /** `AC…`. */
  readonly accountSid: string;
  readonly authToken: string;
  /** A phone number in E.164, or the id of a messaging service (`MG…`). */
  readonly from: string;
  /** Protocol and host of the API. */
  readonly apiUrl: string;
}

/** Text messages by Twilio's Messages resource. */
export class SmsGateway implements Channel {
  readonly name = 'sms';

  constructor(private readonly options: SmsOptions) {}

  async send({ recipient, subject, link }: Outgoing): Promise<string> {
    const { accountSid, authToken, from, apiUrl } = this.options;
    const sender = from.startsWith('MG') ? 'MessagingServiceSid' : 'From';
    const response = await fetch(`${apiUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
      body: new URLSearchParams({
        To: recipient,
        Body: link ? `${subject} ${link}` : subject,
        [sender]: from,
      }),
    }).catch((error: unknown) => {
      // It may have been accepted: another attempt counts, and so the copies are few.
      throw new RefusedMessage((error as Error).message, false);
    });
    const answer = (await response.json().catch(() => ({}))) as {
      sid?: string;
      code?: number;
      message?: string;
    };
    if (response.ok) return answer.sid ?? String(response.status);
    const reason = `${response.status} ${answer.code ?? ''} ${answer.message ?? ''}`.trim();
    // 401, 403, 404: of the account, not of this message; 429 and 5xx: later.
    throw new RefusedMessage(reason, response.status === 400);
  }

  async close(): Promise<void> {
    // No connection is kept.
  }
}
