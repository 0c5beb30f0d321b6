import type { Readable } from 'node:stream';
import { applyDecorators, Header } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { RpcContract } from '@orderwire/contracts';
import { documented, type Served } from './serves.js';

type Handler = (...args: never[]) => Promise<Readable>;

/** This route answers with server-sent events, of which every one is a {@link TimelineEntry} but the last; open to whom the contract it asks is. */
export function ServesStream(contract: RpcContract<object, object>, served: Served) {
  return <Method extends Handler>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    applyDecorators(
      Header('Content-Type', 'text/event-stream; charset=utf-8'),
      Header('Cache-Control', 'no-cache, no-transform'),
      Header('X-Accel-Buffering', 'no'),
      documented(target, key, contract, served),
      ApiHeader({
        name: 'Last-Event-ID',
        required: false,
        description: 'The last entry already seen; a browser sends it by itself when it reconnects.',
        schema: { type: 'string' },
      }),
      ApiResponse({
        status: 200,
        description:
          'Events named `timeline` (data: a TimelineEntry as JSON, id: its id) as they happen, then one named `end` ' +
          'with `{"reason": "paid" | "cancelled" | "time_over" | "shutting_down"}`. After the first two, close the EventSource.',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      }),
    )(target, key, descriptor);
  };
}
