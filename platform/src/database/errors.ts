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

/**
 * A lock or statement time-out, or a statement that an operator cancelled: the database was busy,
 * the work itself may be fine.
 */
export const isDatabaseTimeout = (error: unknown): boolean =>
  isLockTimeout(error) || codeOf(error) === '57014';

/**
 * The connection leads to a server that takes no writes (a standby after a failover), or PostgreSQL
 * ended the session for an idle or a long transaction.
 */
const unusableSession = new Set(['25006', '25P03', '25P04', '53300']);

const brokenSocket = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)/;
const brokenMessage =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|Client was closed/i;

/** A write found no room on the disk of PostgreSQL. Reads go on. */
export const isDiskFull = (error: unknown): boolean => codeOf(error) === '53100';

/** The database is unreachable, starting, stopping or read-only; the work itself may be fine. */
export function isConnectionError(error: unknown): boolean {
  const code = codeOf(error);
  if (/^(08|57P)/.test(code) || unusableSession.has(code) || brokenSocket.test(code)) return true;
  return error instanceof Error && brokenMessage.test(error.message);
}

/** Prisma's codes for an unreachable database and for a pool without a free connection. */
const prismaUnavailable = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);

/**
 * The database is unreachable, busy or out of resources (SQLSTATE class 53: disk full, out of
 * memory): a retry may succeed.
 */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  isConnectionError(error) ||
  isDatabaseTimeout(error) ||
  codeOf(error).startsWith('53') ||
  prismaUnavailable.has(codeOf(error));
