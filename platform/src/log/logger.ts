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

/**
 * JSON lines on stdout. A line written in a context carries its correlation id. Fields with names
 * of secrets are redacted.
 */
export function createLogger(
  service: string,
  level: string,
  destination: DestinationStream = pino.destination(1),
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
