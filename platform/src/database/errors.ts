/** SQLSTATE of a PostgreSQL error, Node's code of a broken socket, or Prisma's own code. */
function codeOf(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') return '';
  return code === PRISMA_UNMAPPED ? (/Code: `(\w{5})`/.exec(String(message))?.[1] ?? code) : code;
}

/**
 * Prisma's code for PostgreSQL errors that it does not map; their SQLSTATE is only in the message.
 */
const PRISMA_UNMAPPED = 'P2039';

/** Serialisation failure or deadlock: the transaction can be retried. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/** Another transaction held a lock for longer than `lock_timeout`. */
export const isLockTimeout = (error: unknown): boolean => codeOf(error) === '55P03';

const brokenSocket = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)/;
const brokenMessage =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|Client was closed/i;

/** The database is unreachable, starting or stopping; the work itself may be fine. */
export function isConnectionError(error: unknown): boolean {
  const code = codeOf(error);
  if (code.startsWith('08') || code.startsWith('57P') || code === '53300' || brokenSocket.test(code))
    return true;
  return error instanceof Error && brokenMessage.test(error.message);
}

/** Prisma's codes for an unreachable database and for a pool without a free connection. */
const prismaUnavailable = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);

/**
 * The database is unreachable or out of resources (SQLSTATE class 53: disk full, out of memory): a
 * retry may succeed.
 */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  isConnectionError(error) || codeOf(error).startsWith('53') || prismaUnavailable.has(codeOf(error));
