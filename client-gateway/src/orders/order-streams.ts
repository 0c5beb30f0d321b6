import { Readable } from 'node:stream';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  GetOrderTimeline,
  OrderNotFound,
  type OrderRequest,
  Overloaded,
  TokenInvalid,
} from '@orderwire/contracts';
import {
  AccessTokens,
  type Context,
  contextOrSystem,
  InjectLogger,
  type Logger,
  networkOf,
  RpcClient,
  runInContext,
} from '@orderwire/platform';
import { follow, type Look } from './follow.js';
import { lookKey, SharedLooks } from './shared-looks.js';
import { STREAM_LIMITS, type StreamLimits } from './stream-limits.js';
import { StreamPlaces } from './stream-places.js';

/** How long one look for news may take. */
const LOOK_MS = 5_000;

/** Follows orders: each stream is one client, asks for the order's timeline and passes on what is new. */
@Injectable()
export class OrderStreams implements OnModuleDestroy {
  private readonly live = new Set<AbortController>();
  private readonly places: StreamPlaces;
  private readonly looks: SharedLooks;
  private closing = false;

  constructor(
    private readonly rpc: RpcClient,
    private readonly accessTokens: AccessTokens,
    @Inject(STREAM_LIMITS) private readonly limits: StreamLimits,
    @InjectLogger() private readonly log: Logger,
  ) {
    this.places = new StreamPlaces(limits.limitOf);
    // Less than a stream waits between two looks: one that is alone always asks anew.
    this.looks = new SharedLooks(limits.pollMs / 2);
  }

  /** Streams open now. */
  get size(): number {
    return this.live.size;
  }

  /**
   * Throws what the timeline throws, before anything is sent; http.too_many_streams when the client, or the order, has all
   * the streams it may; Overloaded when nobody may have another.
   */
  async open(order: OrderRequest, lastSeen?: string): Promise<Readable> {
    if (this.closing || this.size >= this.limits.limit) throw Overloaded({ retryAfterMs: 2_000 });
    const context = contextOrSystem();
    const gone = new AbortController();
    this.live.add(gone);
    try {
      this.takePlace(gone, context);
      const end = Math.min(Date.now() + this.limits.maxMs, await this.endOfToken(context));
      const { entries } = await this.rpc.ask(GetOrderTimeline, order);
      // Counted only now: who may not see an order cannot use up its places.
      this.onGone(gone, this.places.take('order', order.orderId));
      const stream = new Readable({
        read: () => undefined,
        destroy: (error, done) => done(this.forget(gone, error)),
      });
      const look = () => this.look(order, context);
      void follow(stream, {
        first: entries,
        lastSeen,
        end,
        gone: gone.signal,
        pollMs: this.limits.pollMs,
        look,
      });
      return stream;
    } catch (error) {
      this.forget(gone);
      throw error;
    }
  }

  /** A server that shuts down waits for its answers to end: these end now, and browsers come back elsewhere. */
  onModuleDestroy(): void {
    this.closing = true;
    for (const gone of this.live) gone.abort();
  }

  private takePlace(gone: AbortController, { actor, origin }: Context): void {
    const ip = origin?.ip ?? '';
    this.onGone(gone, this.places.take('ip', networkOf(ip) ?? ip));
    if (actor.id !== null) this.onGone(gone, this.places.take('account', actor.id));
  }

  private onGone(gone: AbortController, then: () => void): void {
    if (gone.signal.aborted) then();
    else gone.signal.addEventListener('abort', then, { once: true });
  }

  private forget(gone: AbortController, error: Error | null = null): Error | null {
    gone.abort();
    this.live.delete(gone);
    return error;
  }

  /** In epoch milliseconds; a guest has no token that could end. Throws auth.token_invalid when it, or its session, has ended. */
  private async endOfToken({ identity }: Context): Promise<number> {
    return identity === undefined ? Infinity : (await this.accessTokens.verify(identity)).expiresAt;
  }

  /**
   * A look that fails is made up for by the next one: the client has a stream and keeps it. Unless its session has ended,
   * which is known here even while nobody answers.
   */
  private async look(order: OrderRequest, context: Context): Promise<Look> {
    try {
      await this.endOfToken(context);
      return await this.looks.at(lookKey(order, context), () =>
        runInContext(
          { ...context, deadline: Date.now() + LOOK_MS },
          async () => (await this.rpc.ask(GetOrderTimeline, order)).entries,
        ),
      );
    } catch (error) {
      if (TokenInvalid.matches(error)) return 'signed_out';
      if (!OrderNotFound.matches(error))
        this.log.debug({ err: error, orderId: order.orderId }, 'no look at the order');
      return undefined;
    }
  }
}
