import { HttpException } from '@nestjs/common';

/** A problem that HTTP itself defines, before any contract applies. */
export interface ProblemType {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

const problemType = (status: number, code: string, detail: string): ProblemType => ({ status, code, detail });

export const BAD_REQUEST = problemType(400, 'http.bad_request', 'The request is malformed.');
export const BROKEN_JSON = problemType(400, 'http.broken_json', 'The body is not valid JSON.');
export const CSRF = problemType(
  403,
  'http.csrf',
  'A request with cookies must come from an allowed origin and carry X-CSRF-Protection: 1.',
);
export const NO_SUCH_ROUTE = problemType(404, 'http.no_such_route', 'There is no such route.');
export const METHOD_NOT_ALLOWED = problemType(
  405,
  'http.method_not_allowed',
  'This route does not support this method.',
);
export const BODY_TOO_LARGE = problemType(413, 'http.body_too_large', 'The body is too large.');
export const PATH_TOO_LONG = problemType(414, 'http.path_too_long', 'A segment of the path is too long.');
export const UNSUPPORTED_MEDIA_TYPE = problemType(
  415,
  'http.unsupported_media_type',
  'The body must be JSON (Content-Type: application/json).',
);

const byStatus = new Map(
  [BAD_REQUEST, NO_SUCH_ROUTE, METHOD_NOT_ALLOWED, BODY_TOO_LARGE, PATH_TOO_LONG, UNSUPPORTED_MEDIA_TYPE].map(
    (type) => [type.status, type],
  ),
);

/** Thrown when the gateway itself rejects a request. `headers` are added to the response. */
export class HttpProblem extends Error implements ProblemType {
  readonly status: number;
  readonly code: string;
  readonly detail: string;

  constructor(
    { status, code, detail }: ProblemType,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

/**
 * Converts client errors of Fastify and Nest; returns every other error unchanged. Their messages
 * are replaced, because they may quote the client's input.
 */
export function toHttpProblem(error: unknown): unknown {
  if (error instanceof HttpProblem) return error;
  const status = statusOf(error);
  if (status === undefined || status < 400 || status > 499) return error;
  const known = byStatus.get(status);
  return new HttpProblem(known ?? problemType(status, `http.${status}`, 'The request was rejected.'));
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('FST_'))
    return undefined;
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
