import { fault } from '@orderwire/contracts';
import type { FastifyReply } from 'fastify';
import type { Verdict } from './limits.js';

/** `details.limit` is the limit that was met; `details.retryAfterMs` lasts until its window ends. */
export const TooManyRequests = fault(
  'too_many',
  'http.too_many_requests',
  'Too many requests; try again later.',
);

const POLICY = 'ratelimit-policy';
const LEFT = 'ratelimit';

/**
 * Tells the client where it stands (draft-ietf-httpapi-ratelimit-headers-10), beside what other limits said of this
 * request. Throws {@link TooManyRequests} when nothing is left.
 */
export function obey(reply: FastifyReply, verdict: Verdict | undefined): void {
  if (!verdict) return;
  const { name, quota, left, windowMs, endsInMs } = verdict;
  append(reply, POLICY, `"${name}";q=${quota};w=${windowMs / 1_000}`);
  append(reply, LEFT, `"${name}";r=${Math.max(0, left)};t=${Math.ceil(endsInMs / 1_000)}`);
  if (left < 0) throw TooManyRequests({ limit: name, retryAfterMs: endsInMs });
}

function append(reply: FastifyReply, header: string, item: string): void {
  const before = reply.getHeader(header);
  reply.header(header, typeof before === 'string' ? `${before}, ${item}` : item);
}
