import type { ApiResponseOptions } from '@nestjs/swagger';
import {
  DeadlineExceeded,
  type FaultFactory,
  Internal,
  InvalidMessage,
  MalformedReply,
  Overloaded,
  ServiceUnavailable,
} from '@orderwire/contracts';
import { BODY_TOO_LARGE, BROKEN_JSON, UNSUPPORTED_MEDIA_TYPE } from '../edge/http-problem.js';
import { statusOfKind } from '../edge/problem.js';

/** What every route can answer. */
const always = [
  InvalidMessage,
  Internal,
  MalformedReply,
  ServiceUnavailable,
  Overloaded,
  DeadlineExceeded,
] as const;

/** What only a route with a body can answer. */
const ofBodies = [BROKEN_JSON, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE];

/** One response per status a route can give, naming the codes found under it. */
export function problemResponses(faults: readonly FaultFactory[], hasBody: boolean): ApiResponseOptions[] {
  const codes = new Map<number, string[]>();
  const add = (status: number, code: string, meaning: string) =>
    codes.set(status, [...(codes.get(status) ?? []), `\`${code}\`: ${meaning}`]);
  for (const make of [...always, ...faults]) {
    const fault = make();
    add(statusOfKind[fault.kind], fault.code, fault.message);
  }
  if (hasBody) for (const { status, code, detail } of ofBodies) add(status, code, detail);
  return [...codes]
    .sort(([a], [b]) => a - b)
    .map(([status, meanings]) => ({
      status,
      description: meanings.join('  \n'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      headers: {
        'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
        ...((status === 503 || status === 429) && {
          'Retry-After': { $ref: '#/components/headers/Retry-After' },
        }),
      },
    }));
}
