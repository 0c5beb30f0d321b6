import { createTransport, type Transporter } from 'nodemailer';
import { type Channel, type Outgoing, RefusedMessage } from './channel.js';

export interface EmailOptions {
  /** smtp:// or smtps:// with credentials. */
  readonly url: string;
  /** `Name <address>`. */
  readonly from: string;
  /** Connections to the server at the same time. */
  readonly connections: number;
  /** How long the server may take to accept a connection, to greet, and for each answer. */
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
      socketTimeout: options.timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ id, recipient, subject, text, html, unsubscribeUrl }: Outgoing): Promise<string> {
    try {
      const { response } = await this.transport.sendMail({
        messageId: `<${id}@${this.domain}>`,
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
  readonly responseCode?: number;
  readonly response?: string;
}

/** "Bad destination mailbox address" and the like (RFC 3463): the recipient does not exist. */
const unknownMailbox = /\b5\.1\.(1|2|3|10)\b/;

/**
 * A refusal of one message. Undefined for an error of the connection, of the credentials or of the
 * whole server (421), which says nothing about the message.
 */
function refusalOf(error: unknown): RefusedMessage | undefined {
  const { code, responseCode = 0, response = '' } = error as SmtpError;
  if ((code !== 'EENVELOPE' && code !== 'EMESSAGE') || responseCode < 400 || responseCode === 421)
    return undefined;
  const permanent = responseCode >= 500;
  return new RefusedMessage(response.slice(0, 500), permanent, permanent && unknownMailbox.test(response));
}
