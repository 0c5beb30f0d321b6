import { Inject, Injectable } from '@nestjs/common';
import {
  GetOrderTimeline,
  type GetOrderTimelineRequest,
  isFaultOf,
  OrderNotFound,
  type OrderTimeline,
  TokenInvalid,
} from '@orderwire/contracts';
import {
  AccessTokens,
  type Context,
  InjectLogger,
  type Logger,
  RpcClient,
  runInContext,
} from '@orderwire/platform';
import { STREAM_LIMITS, type StreamLimits } from './stream-limits.js';

/** Time-out of one poll. */
const TIMEOUT_MS = 5_000;

/**
 * A page of the timeline; undefined when the poll failed; `signed_out` when the caller's session has ended.
 */
export type PollResult = OrderTimeline | 'signed_out' | undefined;

/** Polls timelines for order streams. */
@Injectable()
export class TimelinePoller {
  private readonly requests: RequestCoalescer<OrderTimeline>;

  constructor(
    private readonly rpc: RpcClient,
    private readonly accessTokens: AccessTokens,
    @Inject(STREAM_LIMITS) limits: StreamLimits,
    @InjectLogger() private readonly log: Logger,
  ) {
    // Shorter than the poll interval: a single stream never reads its own previous reply.
    this.requests = new RequestCoalescer(limits.pollMs / 2);
  }

  /**
   * Never rejects: a failed poll is repeated at the next interval, and the client keeps its stream.
   * An ended session is detected locally, also while no service replies.
   */
  async poll(page: GetOrderTimelineRequest, context: Context): Promise<PollResult> {
    try {
      await this.tokenExpiry(context);
      return await this.requests.get(coalescingKey(page, context), () =>
        runInContext({ ...context, deadline: Date.now() + TIMEOUT_MS }, () =>
          this.rpc.request(GetOrderTimeline, page),
        ),
      );
    } catch (error) {
      if (isFaultOf(GetOrderTimeline, error, TokenInvalid)) return 'signed_out';
      if (!isFaultOf(GetOrderTimeline, error, OrderNotFound))
        this.log.debug({ err: error, orderId: page.orderId }, 'polling the timeline failed');
      return undefined;
    }
  }

  /**
   * In epoch milliseconds; a guest has no token that could expire. Throws auth.token_invalid when
   * the token has expired or its session has ended.
   */
  async tokenExpiry({ identity }: Context): Promise<number> {
    return identity === undefined ? Infinity : (await this.accessTokens.verify(identity)).expiresAt;
  }
}

/**
 * Shares one reply among identical requests, while it is in flight and for `freshMs` afterwards.
 */
export class RequestCoalescer<Reply> {
  private readonly requests = new Map<string, Promise<Reply>>();

  constructor(private readonly freshMs: number) {}

  /** Sends the request unless one with the same key is in flight or fresh. */
  get(key: string, send: () => Promise<Reply>): Promise<Reply> {
    const known = this.requests.get(key);
    if (known) return known;
    const request = send();
    this.requests.set(key, request);
    const stale = new Promise((resolve) => void setTimeout(resolve, this.freshMs).unref());
    void Promise.allSettled([request, stale]).then(() => this.requests.delete(key));
    return request;
  }
}

/** The key includes the credentials: a reply is never shared between callers. */
export const coalescingKey = (
  { orderId, cursor }: GetOrderTimelineRequest,
  { identity, orderToken }: Context,
): string => JSON.stringify([orderId, cursor, identity, orderToken]);
