import { LiveSession } from '../account/live-session.js';
import { type Credentials, signIn } from '../account/sign-in.js';
import { UserError } from '../user-error.js';

/** The parts of the gateway's answers that an operator looks at. */
export interface DeadLetter {
  id: string;
  service: string;
  consumer: string;
  eventId: string;
  subject: string;
  reason: string;
  attempts: number;
  diedAt: string;
  resolvedAt: string | null;
  resolution: string | null;
  resolvedBy: string | null;
  resolvedReason: string | null;
}
export interface WholeDeadLetter extends DeadLetter {
  payload: string;
  event: object | null;
  headers: Record<string, string>;
}
export interface DeadLetterList {
  data: DeadLetter[];
  meta: { nextCursor: string | null };
  unavailable: string[];
}
export interface ServiceReplay {
  service: string;
  events: number;
  first: { id: string; subject: string; aggregateId: string; publishedAt: string }[];
  cursor: string | null;
}
export interface ReplayAnswer {
  data: ServiceReplay[];
  unavailable: string[];
}

/** What staff may do over HTTP for events that did not arrive; with their access token, and nothing else. */
export class Operator {
  private constructor(
    private readonly gateway: string,
    private readonly session: LiveSession,
  ) {}

  static async signIn(gateway: string, account: Credentials): Promise<Operator> {
    return new Operator(gateway, new LiveSession(gateway, await signIn(gateway, account)));
  }

  list(filters: Record<string, string>): Promise<DeadLetterList> {
    return this.ask('GET', `dead-letters?${new URLSearchParams(filters).toString()}`);
  }

  show(service: string, id: string): Promise<WholeDeadLetter> {
    return this.ask('GET', `dead-letters/${service}/${id}`);
  }

  requeue(service: string, id: string): Promise<DeadLetter> {
    return this.ask('POST', `dead-letters/${service}/${id}/requeue`);
  }

  discard(service: string, id: string, reason: string): Promise<DeadLetter> {
    return this.ask('POST', `dead-letters/${service}/${id}/discard`, { reason });
  }

  replay(selection: object): Promise<ReplayAnswer> {
    return this.ask('POST', 'replays', selection);
  }

  private async ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const url = `${this.gateway}/api/v1/operations/${path}`;
    const answer = await fetch(url, {
      method,
      headers: {
        authorization: await this.session.authorization(),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    }).catch((error: Error) => {
      throw new UserError(`${url} cannot be reached: ${error.message}`);
    });
    const text = await answer.text();
    if (!answer.ok) throw new UserError(complaintOf(text) ?? `${method} ${url} answered ${answer.status}`);
    return JSON.parse(text) as Answer;
  }
}

interface Problem {
  detail?: string;
  code?: string;
  errors?: { message: string }[];
  details?: Record<string, unknown>;
}

/** What a problem says, in a few lines for a person; undefined when it is none. */
export function complaintOf(text: string): string | undefined {
  try {
    const { detail, code, errors = [], details } = JSON.parse(text) as Problem;
    if (!code) return undefined;
    const more = [
      ...errors.map(({ message }) => message),
      ...Object.entries(details ?? {}).map(
        ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
    ];
    return [`${detail ?? code} (${code})`, ...more.map((line) => `  ${line}`)].join('\n');
  } catch {
    return undefined;
  }
}
