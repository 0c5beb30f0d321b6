import { writeSync } from 'node:fs';

/**
 * One log line in the native engine's format; the CLI reads the reason of a failure from the ERROR
 * line. Synchronous, so that it is written before the process ends.
 *
 * @param {'INFO' | 'ERROR'} level
 * @param {string} message
 * @param {string} [errorCode] Prisma's code, such as P1001
 */
export function log(level, message, errorCode) {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    fields: { message, ...(errorCode ? { error_code: errorCode, is_panic: false } : {}) },
    target: 'schema_engine::logger',
  };
  writeSync(2, `${JSON.stringify(line)}\n`);
}
