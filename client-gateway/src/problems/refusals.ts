import { HttpException } from '@nestjs/common';

/** A "no" that HTTP itself demands, before any contract is looked at. */
export interface RefusalForm {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

const form = (status: number, code: string, detail: string): RefusalForm => ({ status, code, detail });

export const BAD_REQUEST = form(400, 'http.bad_request', 'The request cannot be understood.');
export const BROKEN_JSON = form(400, 'http.broken_json', 'The body is not JSON we can accept.');
export const CSRF = form(
  403,
  'http.csrf',
  'A request with cookies must come from our own pages and carry X-CSRF-Protection: 1.',
);
export const NO_SUCH_ROUTE = form(404, 'http.no_such_route', 'There is nothing at this address.');
export const METHOD_NOT_ALLOWED = form(
  405,
  'http.method_not_allowed',
  'This address does not take this method.',
);
export const BODY_TOO_LARGE = form(413, 'http.body_too_large', 'The body is larger than allowed.');
export const PATH_TOO_LONG = form(414, 'http.path_too_long', 'A part of the path is longer than allowed.');
export const UNSUPPORTED_MEDIA_TYPE = form(
  415,
  'http.unsupported_media_type',
  'The body must be JSON (Content-Type: application/json).',
);

const byStatus = new Map(
  [BAD_REQUEST, NO_SUCH_ROUTE, METHOD_NOT_ALLOWED, BODY_TOO_LARGE, PATH_TOO_LONG, UNSUPPORTED_MEDIA_TYPE].map(
    (refusal) => [refusal.status, refusal],
  ),
);

/** Thrown where the gateway itself refuses a request. `headers` go out with the answer. */
export class Refusal extends Error implements RefusalForm {
  readonly status: number;
  readonly code: string;
  readonly detail: string;

  constructor(
    { status, code, detail }: RefusalForm,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

/**
 * What an error of Fastify or Nest refuses; the error itself when it is not theirs or is not the client's doing.
 * Their wording is replaced by ours: it may quote what the client sent.
 */
export function refusalOf(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const status = statusOf(error);
  if (status === undefined || status < 400 || status > 499) return error;
  const known = byStatus.get(status);
  return new Refusal(known ?? form(status, `http.${status}`, 'The request was refused.'));
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('FST_'))
    return undefined;
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
