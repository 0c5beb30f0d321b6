/** SQLSTATE of a PostgreSQL error, Node's code of a broken socket, or Prisma's own code. */
function codeOf(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') return '';
  return code === PRISMA_PASSES_ON ? (/Code: `(\w{5})`/.exec(String(message))?.[1] ?? code) : code;
}

/** What Prisma calls an error of PostgreSQL's for which it has no name of its own; the SQLSTATE stands in the message alone. */
const PRISMA_PASSES_ON = 'P2039';

/** Serialisation failure and deadlock: the transaction may simply be run again. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/** Somebody else held a lock for longer than the statement would wait. */
export const isLockTimeout = (error: unknown): boolean => codeOf(error) === '55P03';

const brokenSocket = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)/;
const brokenMessage =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|Client was closed/i;

/** The database is away, starting or stopping: nothing is known to be wrong with the work itself. */
export function isConnectionError(error: unknown): boolean {
  const code = codeOf(error);
  if (code.startsWith('08') || code.startsWith('57P') || code === '53300' || brokenSocket.test(code))
    return true;
  return error instanceof Error && brokenMessage.test(error.message);
}

/** Prisma's codes for a database that cannot be reached, and for a pool without a free connection. */
const prismaAway = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);

/** The database is away or has no room (SQLSTATE class 53: disk full, out of memory): the same request may work later. */
export const isUnavailable = (error: unknown): boolean =>
  isConnectionError(error) || codeOf(error).startsWith('53') || prismaAway.has(codeOf(error));
