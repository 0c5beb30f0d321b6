import type { FaultKind } from '@orderwire/contracts';

/** The one place where a kind of fault becomes an HTTP status. */
export const statusOfKind: Readonly<Record<FaultKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  unprocessable: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
};
