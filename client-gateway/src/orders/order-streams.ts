import { Readable } from 'node:stream';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { GetOrderTimeline, type OrderRequest, Overloaded } from '@orderwire/contracts';
import { type Context, contextOrSystem, RpcClient } from '@orderwire/platform';
import { limitsOfClient } from '../rate-limits/rate-limiter.js';
import { ConnectionLimiter, STREAM_LIMITS, type StreamLimits } from './stream-limits.js';
import { TimelinePoller } from './timeline-poller.js';
import { findFirstPage, pumpTimeline } from './timeline-sse.js';

/** Streams order timelines to clients as server-sent events. */
@Injectable()
export class OrderStreams implements OnModuleDestroy {
  private readonly connections = new Set<AbortController>();
  private readonly limiter: ConnectionLimiter;
  private closing = false;

  constructor(
    private readonly rpc: RpcClient,
    private readonly poller: TimelinePoller,
    @Inject(STREAM_LIMITS) private readonly limits: StreamLimits,
  ) {
    this.limiter = new ConnectionLimiter(limits.perScope);
  }

  /** Streams open now. */
  get size(): number {
    return this.connections.size;
  }

  /**
   * Throws before anything is sent: the faults of the timeline, http.too_many_streams when a scope
   * is exhausted, Overloaded when this process is.
   */
  async open(order: OrderRequest, lastEventId?: string): Promise<Readable> {
    if (this.closing || this.size >= this.limits.total) throw Overloaded({ retryAfterMs: 2_000 });
    // Polls go on for minutes: they are no part of the trace of the request.
    const { traceParent: _, ...context }: Context = contextOrSystem();
    const connection = new AbortController();
    this.connections.add(connection);
    try {
      this.acquireForCaller(connection, context);
      const endsAt = Math.min(Date.now() + this.limits.maxMs, await this.poller.tokenExpiry(context));
      const first = await findFirstPage(
        (cursor) => this.rpc.request(GetOrderTimeline, { ...order, ...(cursor && { cursor }) }),
        lastEventId,
      );
      // Acquired after the access check: callers without access cannot exhaust an order's streams.
      this.onClose(connection, this.limiter.acquire('order', order.orderId));
      const stream = new Readable({
        read: () => undefined,
        destroy: (error, done) => done(this.release(connection, error)),
      });
      void pumpTimeline(stream, {
        first,
        lastEventId,
        endsAt,
        signal: connection.signal,
        pollMs: this.limits.pollMs,
        poll: (cursor) => this.poller.poll({ ...order, ...(cursor && { cursor }) }, context),
      });
      return stream;
    } catch (error) {
      this.release(connection);
      throw error;
    }
  }

  /**
   * The server waits for its responses to end: streams end now, and browsers reconnect elsewhere.
   */
  onModuleDestroy(): void {
    this.closing = true;
    for (const connection of this.connections) connection.abort();
  }

  private acquireForCaller(connection: AbortController, { actor, origin }: Context): void {
    for (const { name, key } of limitsOfClient('ip', origin?.ip))
      this.onClose(connection, this.limiter.acquire(name, key));
    if (actor.id !== null) this.onClose(connection, this.limiter.acquire('account', actor.id));
  }

  private onClose({ signal }: AbortController, release: () => void): void {
    if (signal.aborted) release();
    else signal.addEventListener('abort', release, { once: true });
  }

  private release(connection: AbortController, error: Error | null = null): Error | null {
    connection.abort();
    this.connections.delete(connection);
    return error;
  }
}
