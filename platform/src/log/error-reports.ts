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
/** Characters that are read of a message, and of the end of a stack. */
const MAX_MESSAGE = 2_000;
const MAX_STACK = 20_000;

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
 * Sends unexpected errors to a server with Sentry's API: type, code, message, stack, service, correlation id
 * and tags. Nothing is sent before {@link start}. What may be personal data or a token leaves the message. An
 * outage of the database and a fault that is part of a contract are no unexpected errors, except in a dead
 * letter. Reporting never throws and delays nothing.
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
    if (!target) return;
    try {
      if (tags.consumer === undefined && isExpected(error)) return;
      if (!this.admits()) return target.onOutcome?.('dropped');
      const body = envelopeOf(target, error, tags, correlationId);
      this.inFlight++;
      const ended = () => void this.inFlight--;
      this.send(target, body).then(ended, ended);
    } catch {
      try {
        target.onOutcome?.('failed');
      } catch {
        // What cannot be counted is lost.
      }
    }
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

/**
 * The text without what may be personal data or a token: all from the first quote to the last, or to the end
 * when a quote is not closed; values after `=` and `:`; words with a digit or an `@`, and long ones.
 * An apostrophe in a word like "can't" is no quote.
 */
export function withoutValues(text: string): string {
  const plain = text
    .slice(0, MAX_MESSAGE)
    .replaceAll(/[“”«»„]/g, '"')
    .replaceAll(/[‘’‚]/g, "'")
    .replaceAll(/(?<=\p{L})'(?=(?:[stdm]|re|ve|ll)(?!\p{L}))/gu, '’');
  const first = plain.search(/["'`]/);
  const closed =
    text.length <= MAX_MESSAGE && ['"', "'", '`'].every((quote) => plain.split(quote).length % 2);
  const last = Math.max(...['"', "'", '`'].map((quote) => plain.lastIndexOf(quote)));
  const unquoted = first < 0 ? plain : `${plain.slice(0, first)}#${closed ? plain.slice(last + 1) : ''}`;
  return unquoted
    .split(/\s+/)
    .join(' ')
    .replaceAll(/ ?(=) ?(?:[([{<].*|[^ ]+)|(:)[^ ]+/g, '$1$2#')
    .split(' ')
    .map((word) => (/[\p{N}@]|.{41}/u.test(word) ? '#' : word))
    .join(' ')
    .slice(0, 500);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function envelopeOf(
  { service, environment }: Target,
  error: unknown,
  tags: ReportTags,
  correlationId: string | undefined,
): string {
  const id = randomUUID().replaceAll('-', '');
  const thrown = (typeof error === 'string' ? { message: error } : Object(error)) as Record<string, unknown>;
  const [name, message, stack, code] = ['name', 'message', 'stack', 'code'].map((key) => textOf(thrown[key]));
  const exception = {
    type: /^\w{1,80}$/.exec(name ?? '')?.[0] ?? 'Error',
    value: withoutValues(message ?? ''),
    stacktrace: { frames: framesOf(stack, message) },
  };
  const event = {
    event_id: id,
    timestamp: Date.now() / 1_000,
    platform: 'node',
    level: 'error',
    environment,
    logger: service,
    fingerprint: ['{{ default }}', ...(tags.consumer ? [tags.consumer] : [])],
    tags: {
      service,
      ...tags,
      ...(correlationId && { correlation_id: correlationId }),
      // SQLSTATE, the code of a fault, of Node.js or of a library.
      ...(/^[\w.]{1,40}$/.test(code ?? '') && { code }),
    },
    exception: { values: [exception] },
  };
  return [{ event_id: id, sent_at: new Date().toISOString() }, { type: 'event' }, event]
    .map((part) => `${JSON.stringify(part)}\n`)
    .join('');
}

/** The oldest call first: the last lines in a row that are calls, without the message in front of them. */
function framesOf(stack = '', message = '') {
  const start = stack.indexOf(message);
  const lines = stack
    .slice(start < 0 ? 0 : start + message.length)
    .slice(-MAX_STACK)
    .split('\n');
  return lines
    .slice(lines.findLastIndex((line) => !/^\s+at /.test(line)) + 1)
    .flatMap((line) => {
      const [, fn = '<anonymous>', filename, lineno, colno] =
        /^\s+at (?:(.*) \()?(.*?):(\d+):(\d+)\)?$/.exec(line.slice(0, 500)) ?? [];
      if (filename === undefined) return [];
      const inApp = !/node_modules|^node:/.test(filename);
      return [{ function: fn, filename, lineno: Number(lineno), colno: Number(colno), in_app: inApp }];
    })
    .slice(0, MAX_FRAMES)
    .reverse();
}
