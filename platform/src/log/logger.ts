import { writeSync } from 'node:fs';
import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { currentContext } from '../context/context.js';

export type { Logger } from 'pino';

const secrets = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  '*.authorization',
  '*.cookie',
  '*.password',
  '*.token',
  '*.secret',
];

/** Pause before a refused write is tried again, in milliseconds. */
const RETRY_MS = 250;

/** Bytes that wait for the next try; further lines are lost. */
const MAX_WAITING = 262_144;

/**
 * Lines to a file descriptor. A write never throws and never blocks the event loop: on a full disk
 * (ENOSPC) or a full pipe (EAGAIN) lines wait for the next try. Those that find no room are counted,
 * and the number is logged when the output works again. Lines for a closed pipe (EPIPE) are lost.
 */
export class LogOutput implements DestinationStream {
  private waiting: Buffer = Buffer.alloc(0);
  private problem: string | undefined;
  /** Lines lost since the start of the process. */
  lost = 0;
  /** How many of them the log has reported. */
  private logged = 0;

  constructor(
    private readonly fd: number,
    private readonly tryToWrite: (fd: number, bytes: Buffer) => number = writeSync,
  ) {}

  /** Why lines wait or are lost at this moment; undefined while all is well. */
  get warning(): string | undefined {
    return (
      this.problem && `log lines cannot be written (${this.problem}); ${this.lost - this.logged} are lost`
    );
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.problem === undefined) this.push(bytes);
    else if (this.problem === 'EPIPE' || this.waiting.length + bytes.length > MAX_WAITING) this.lost++;
    else this.waiting = Buffer.concat([this.waiting, bytes]);
  }

  private push(bytes: Buffer): void {
    let rest: Buffer = bytes;
    try {
      while (rest.length > 0) rest = rest.subarray(this.tryToWrite(this.fd, rest));
      this.problem = undefined;
      this.waiting = Buffer.alloc(0);
    } catch (error) {
      this.problem = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      if (this.problem === 'EPIPE') {
        this.lost += rest.toString().split('\n').length - 1;
        this.waiting = Buffer.alloc(0);
        return;
      }
      this.waiting = rest;
      setTimeout(() => this.retry(), RETRY_MS).unref();
    }
  }

  private retry(): void {
    const { problem } = this;
    this.push(this.waiting);
    const lost = this.lost - this.logged;
    if (this.problem !== undefined || lost === 0) return;
    this.logged = this.lost;
    const time = new Date().toISOString();
    this.write(
      `${JSON.stringify({ level: 'warn', time, lost, reason: problem, msg: 'log lines were lost' })}\n`,
    );
  }
}

/** The output of every logger of this process. */
export const stdout = new LogOutput(1);

/**
 * JSON lines on stdout. A line written in a context carries its correlation id. Fields with names
 * of secrets are redacted.
 */
export function createLogger(
  service: string,
  level: string,
  destination: DestinationStream = stdout,
): Logger {
  const options: LoggerOptions = {
    level,
    base: { service },
    redact: { paths: secrets, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const context = currentContext();
      return context ? { correlationId: context.correlationId } : {};
    },
  };
  return pino(options, destination);
}

/**
 * The loggable parts of an error. Drivers attach connections and rows to their errors; those are
 * left out.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code, constraint, table, details } = error as Error & Record<string, unknown>;
  return {
    type: name,
    message,
    stack,
    code,
    constraint,
    table,
    details,
    ...(cause !== undefined && { cause: describeError(cause) }),
  };
}

/** Sends Nest's own messages to pino. Its start-up messages have level debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    // `main` prints the reason of a failed start in one line. The stack is for debugging.
    const level = [stack, context].includes('ExceptionHandler') ? 'debug' : 'error';
    this.logger[level](
      { context, stack, err: message instanceof Error ? message : undefined },
      String(message),
    );
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }
}
