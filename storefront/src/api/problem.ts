/** One violation of a request: the path of the field and the reason. */
export interface Violation {
  readonly path: string;
  readonly message: string;
}

/** A failed request, as RFC 9457 describes it. `status` 0: the network failed. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    /** Stable; see `docs/subjects.md`. `network` without a response. */
    readonly code: string,
    detail: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly violations: readonly Violation[] = [],
    readonly correlationId?: string,
    /** Seconds. */
    readonly retryAfter?: number,
  ) {
    super(detail);
    this.name = 'Problem';
  }

  /** The same request may succeed later. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Reads the problem of a response that is not ok. */
export async function readProblem(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : undefined);
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  return new Problem(
    response.status,
    text('code') ?? `http.${response.status}`,
    text('detail') ?? text('title') ?? response.statusText,
    (body['details'] ?? {}) as Record<string, unknown>,
    Array.isArray(body['errors']) ? (body['errors'] as Violation[]) : [],
    text('correlationId') ?? response.headers.get('x-request-id') ?? undefined,
    retryAfter,
  );
}
