/**
 * Prisma's code and message for a driver error, without the password.
 *
 * @param {unknown} error
 * @param {string} [url]
 * @returns {{code: string, message: string}}
 */
export function asPrismaError(error, url) {
  const { hostname = '?', port = '5432', username = '?', pathname = '/?' } = url ? safeUrl(url) : {};
  const database = decodeURIComponent(pathname.slice(1));
  const server = `${hostname}:${port || 5432}`;
  switch (error?.code) {
    case '28P01':
    case '28000':
      return {
        code: 'P1000',
        message: `Authentication failed: the database server at ${server} refuses the credentials given for ${decodeURIComponent(username)}.`,
      };
    case '42501':
      return {
        code: 'P1010',
        message: `User ${decodeURIComponent(username)} was denied access: ${error.message}`,
      };
    case '3D000':
      return {
        code: 'P1003',
        message: `Database ${database} does not exist on the database server at ${server}.`,
      };
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ETIMEDOUT':
    case 'EAI_AGAIN':
      return { code: 'P1001', message: `Can't reach the database server at ${server} (${error.code}).` };
    default:
      return { code: 'P1011', message: error instanceof Error ? error.message : String(error) };
  }
}

function safeUrl(url) {
  try {
    return new URL(url);
  } catch {
    return {};
  }
}
