import { LiveSession } from '../account/live-session.js';
import { request } from '../account/request.js';
import { type Credentials, signIn } from '../account/sign-in.js';

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
    const authorization = await this.session.authorization();
    return request(method, url, { authorization }, body);
  }
}
