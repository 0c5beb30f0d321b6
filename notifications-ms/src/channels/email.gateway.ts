import { createTransport, type Transporter } from 'nodemailer';
import { type Channel, type Outgoing, RefusedMessage } from './channel.js';

const ANSWER_TIMEOUT_MS = 120_000;

export interface EmailOptions {
  /** smtp:// or smtps:// with credentials. */
  readonly url: string;
  /** `Name <address>`. */
  readonly from: string;
  /** Connections to the server at the same time. */
  readonly connections: number;
  /** How long the server may take to accept a connection and to greet. */
  readonly timeoutMs: number;
}

/** E-mails over SMTP. The connections stay open between mails. */
export class EmailGateway implements Channel {
  readonly name = 'email';
  private readonly transport: Transporter;
  private readonly domain: string;

  constructor(private readonly options: EmailOptions) {
    this.domain = /@([^\s>]+)>?$/.exec(options.from)?.[1] ?? 'localhost';
    this.transport = createTransport({
      url: options.url,
      pool: true,
      maxConnections: options.connections,
      connectionTimeout: options.timeoutMs,
      greetingTimeout: options.timeoutMs,
      dnsTimeout: options.timeoutMs,
      // Some servers scan the content before they answer.
      socketTimeout: ANSWER_TIMEOUT_MS,
      maxRequeues: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(
    { id, recipient, subject, text, html, unsubscribeUrl }: Outgoing,
    signal: AbortSignal,
  ): Promise<string> {
    try {
      const { response } = await this.transport.sendMail({
        messageId: `<${id}@${this.domain}>`,
        signal,
        from: this.options.from,
        // An object: the address is never parsed, so it cannot name further recipients.
        to: { name: '', address: recipient },
        subject,
        text,
        html,
        headers: {
          'Auto-Submitted': 'auto-generated',
          ...(unsubscribeUrl && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
        },
        ...(unsubscribeUrl && { list: { unsubscribe: unsubscribeUrl } }),
      });
      return response ?? '';
    } catch (error) {
      throw refusalOf(error) ?? error;
    }
  }

  async close(): Promise<void> {
    this.transport.close();
    await Promise.resolve();
  }
}

/** How nodemailer reports an error of the SMTP dialogue. */
interface SmtpError extends Error {
  /** EENVELOPE: of the recipient; EMESSAGE: of the content; others: of the connection. */
  readonly code?: string;
  /** The step of the dialogue: `MAIL FROM`, `RCPT TO`, `DATA`, … */
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** "Bad destination mailbox address" and the like (RFC 3463): the recipient does not exist. */
const unknownMailbox = /\b5\.1\.(1|2|3|10)\b/;

/** Of the content, or of a policy about it (RFC 3463). */
const refusedContent = /\b5\.[67]\.\d+\b/;

/**
 * A failure that counts as an attempt. Undefined for an error of the connection, of the credentials,
 * of the sender or of the whole server (421), which says nothing about the message.
 */
export function refusalOf(error: unknown): RefusedMessage | undefined {
  const { code, command, message, responseCode = 0, response = '' } = error as SmtpError;
  // The server was silent for long in the middle of a mail, which it may have accepted.
  if (code === 'ETIMEDOUT' && message === 'Timeout') return new RefusedMessage('no answer', false);
  if (code === 'EABORT' || (error as Error).name === 'AbortError')
    return new RefusedMessage('no answer', false);
  if ((code !== 'EENVELOPE' && code !== 'EMESSAGE') || responseCode === 421 || command === 'MAIL FROM')
    return undefined;
  // The address or the content cannot be sent at all.
  if (responseCode < 400) return new RefusedMessage(message, true);
  const refused = responseCode >= 500;
  const permanent = refused && (command === 'RCPT TO' || refusedContent.test(response));
  return new RefusedMessage(response, permanent, permanent && unknownMailbox.test(response));
}
