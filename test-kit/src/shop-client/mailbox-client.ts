import { HttpClient, type HttpClientOptions, queryOf } from './http-client.js';

/** A mail as the mailbox lists it. */
export interface ReceivedMail {
  id: string;
  /** The header Message-ID. */
  messageId: string;
  /** The recipients of the envelope. */
  to: string[];
  subject: string;
  /** Bytes. */
  size: number;
}

/** Which mails a list contains; text is compared without case. */
export interface MailFilter {
  to?: string;
  /** A part of the subject. */
  subject?: string;
  /** Default: 100. */
  limit?: number;
}

/** A rule of the mailbox's fault injection; `mailbox/README.md` explains the fields. */
export interface MailFault {
  at: 'connect' | 'rcpt' | 'data';
  to?: string;
  code?: number;
  disconnect?: true;
  stored?: true;
  times?: number;
}

/** The JSON API of the local mailbox. */
export class MailboxClient {
  private readonly http: HttpClient;

  constructor(url: string, options?: HttpClientOptions) {
    this.http = new HttpClient(url, options);
  }

  /** Newest first. */
  async mails(filter: MailFilter = {}): Promise<ReceivedMail[]> {
    const path = `/api/messages${queryOf(filter)}`;
    return (await this.http.send<{ data: ReceivedMail[] }>('GET', path)).orThrow().data;
  }

  /** The text part. */
  async textOf({ id }: Pick<ReceivedMail, 'id'>): Promise<string> {
    const reply = await this.http.send<{ text: string | null }>('GET', `/api/messages/${id}`);
    return reply.orThrow().text ?? '';
  }

  /** The code in the newest of these mails, or the token in its link; undefined while there is none. */
  async codeIn(filter: MailFilter): Promise<string | undefined> {
    const [mail] = await this.mails({ ...filter, limit: 1 });
    return (
      mail &&
      /^Your code:\r?\n(\S+)$|#token=(\S+)/m
        .exec(await this.textOf(mail))
        ?.slice(1)
        .find(Boolean)
    );
  }

  /** Replaces the rules of the fault injection. */
  async injectFaults(rules: readonly MailFault[]): Promise<void> {
    (await this.http.send('PUT', '/api/faults', { rules })).orThrow();
  }

  /** How often each rule was applied. */
  async injectedFaults(): Promise<number[]> {
    const reply = await this.http.send<{ rules: { injected: number }[] }>('GET', '/api/faults');
    return reply.orThrow().rules.map(({ injected }) => injected);
  }

  async clearFaults(): Promise<void> {
    (await this.http.send('DELETE', '/api/faults')).orThrow();
  }
}
