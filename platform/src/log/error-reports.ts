import { randomUUID } from 'node:crypto';
import { Fault } from '@orderwire/contracts';
import { currentContext } from '../context/context.js';
import { isDatabaseUnavailable } from '../database/errors.js';
import type { Logger } from './logger.js';

/** Reports of one process: per minute, and on their way at the same time. Further ones are dropped. */
const MAX_PER_MINUTE = 30;
const MAX_IN_FLIGHT = 5;
const MINUTE_MS = 60_000;
const TIMEOUT_MS = 5_000;
const MAX_FRAMES = 50;

export type ReportOutcome = 'sent' | 'failed' | 'dropped';

/** Where it happened: names of ours, never values of a request. */
export type ReportTags = Readonly<
  Partial<Record<'subject' | 'route' | 'background_job' | 'consumer', string>>
>;

export interface ErrorReportsOptions {
  /** `https://<public key>@<host>/<project>`, also with a path before the project. */
  readonly dsn: string;
  readonly service: string;
  readonly environment: string;
  readonly log: Logger;
  readonly onOutcome?: (outcome: ReportOutcome) => void;
}

interface Target extends ErrorReportsOptions {
  readonly url: string;
  readonly auth: string;
}

/**
 * Sends unexpected errors to a server with Sentry's API: type, message, stack, service, correlation id and
 * tags. Nothing is sent before {@link start}. Words with a digit or an `@`, and quoted values, leave the
 * message: they may be personal data or tokens. An outage of the database and a fault that is part of a
 * contract are no unexpected errors. Reporting never throws and delays nothing.
 */
export class ErrorReports {
  private target: Target | undefined;
  private inFlight = 0;
  private minute = { at: 0, count: 0 };
  private warnedAt = -Infinity;

  start(options: ErrorReportsOptions): void {
    this.target = { ...options, ...endpointOf(options.dsn) };
  }

  stop(): void {
    this.target = undefined;
  }

  report(error: unknown, tags: ReportTags, correlationId = currentContext()?.correlationId): void {
    const { target } = this;
    if (!target || isExpected(error)) return;
    if (!this.admits()) return target.onOutcome?.('dropped');
    this.inFlight++;
    void this.send(target, envelopeOf(target, error, tags, correlationId)).finally(() => this.inFlight--);
  }

  private admits(now = Date.now()): boolean {
    if (now - this.minute.at >= MINUTE_MS) this.minute = { at: now, count: 0 };
    return this.inFlight < MAX_IN_FLIGHT && this.minute.count++ < MAX_PER_MINUTE;
  }

  private async send(target: Target, body: string): Promise<void> {
    try {
      const headers = { 'content-type': 'application/x-sentry-envelope', 'x-sentry-auth': target.auth };
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(target.url, { method: 'POST', headers, body, signal });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the answer is ${response.status}`);
      target.onOutcome?.('sent');
    } catch (error) {
      target.onOutcome?.('failed');
      if (Date.now() - this.warnedAt < 5 * MINUTE_MS) return;
      this.warnedAt = Date.now();
      target.log.warn({ reason: (error as Error).message }, 'an error report could not be sent');
    }
  }
}

/** Those of this process. */
export const errorReports = new ErrorReports();

const isExpected = (error: unknown): boolean =>
  (error instanceof Fault && error.kind !== 'internal') || isDatabaseUnavailable(error);

/** Throws an error without the DSN when it is not one. */
export function endpointOf(dsn: string): { url: string; auth: string } {
  const { protocol, host, username, pathname } = URL.canParse(dsn) ? new URL(dsn) : new URL('none:');
  const [, path = '', project] = /^(.*)\/(\d+)$/.exec(pathname) ?? [];
  if (!/^https?:$/.test(protocol) || !username || !project)
    throw new Error('must be like https://<public key>@<host>/<number of the project>');
  return {
    url: `${protocol}//${host}${path}/api/${project}/envelope/`,
    auth: `Sentry sentry_version=7, sentry_client=orderwire/1, sentry_key=${username}`,
  };
}

/** The text without what may be personal data or a token. Names of tables and columns stay. */
export const withoutValues = (text: string): string =>
  text
    .replaceAll(/(["'`])(?:(?!\1).)*\1/g, (quoted) => (/^.[a-z_.]+.$/.test(quoted) ? quoted : '#'))
    .replaceAll(/\S*[\d@]\S*/g, '#')
    .slice(0, 500);

function envelopeOf(
  { service, environment }: Target,
  error: unknown,
  tags: ReportTags,
  correlationId: string | undefined,
): string {
  const id = randomUUID().replaceAll('-', '');
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const event = {
    event_id: id,
    timestamp: Date.now() / 1_000,
    platform: 'node',
    level: 'error',
    environment,
    logger: service,
    tags: { service, ...tags, ...(correlationId && { correlation_id: correlationId }) },
    exception: {
      values: [
        { type: name, value: withoutValues(message), stacktrace: { frames: framesOf(stack, message) } },
      ],
    },
  };
  return [{ event_id: id, sent_at: new Date().toISOString() }, { type: 'event' }, event]
    .map((part) => `${JSON.stringify(part)}\n`)
    .join('');
}

/** The oldest call first, without the message in front of the calls. */
function framesOf(stack = '', message: string) {
  return stack
    .slice(Math.max(0, stack.indexOf(message)) + message.length)
    .split('\n')
    .flatMap((line) => {
      const [, fn = '<anonymous>', filename, lineno, colno] =
        /^\s+at (?:(.*) \()?(.*?):(\d+):(\d+)\)?$/.exec(line) ?? [];
      if (filename === undefined) return [];
      const inApp = !/node_modules|^node:/.test(filename);
      return [{ function: fn, filename, lineno: Number(lineno), colno: Number(colno), in_app: inApp }];
    })
    .slice(0, MAX_FRAMES)
    .reverse();
}
