/** Webhook requests of one network that may be refused per window, in milliseconds. */
const MAX_REFUSED = 60;
const WINDOW_MS = 60_000;
/** A network that sent a valid event is not limited for this long. */
const TRUSTED_MS = 24 * 3_600_000;
/** Networks and reasons in memory. */
const MAX_KEYS = 10_000;

/**
 * Limits the requests to a webhook's public URL that are not signed. Networks from which a validly
 * signed event came are never limited: no flood makes an event wait, also not behind one proxy that
 * all share.
 */
export class RefusedWebhooks {
  private readonly trusted = new Map<string, number>();
  private refused = new Map<string, number>();
  private logged = new Set<string>();
  private window = 0;

  /** Milliseconds until the network may send again; 0: now. */
  waitMs(network: string, now = Date.now()): number {
    this.startWindow(now);
    if ((this.refused.get(network) ?? 0) < MAX_REFUSED) return 0;
    if (now - (this.trusted.get(network) ?? -Infinity) < TRUSTED_MS) return 0;
    return WINDOW_MS - (now % WINDOW_MS);
  }

  /** The network sent a validly signed event. */
  accept(network: string, now = Date.now()): void {
    this.trusted.delete(network);
    this.trusted.set(network, now);
    const [oldest] = this.trusted.keys();
    if (this.trusted.size > MAX_KEYS && oldest !== undefined) this.trusted.delete(oldest);
  }

  /** Counts a refusal. Returns whether to log it: once per reason and window. */
  refuse(network: string, reason: string, now = Date.now()): boolean {
    this.startWindow(now);
    if (this.refused.size < MAX_KEYS || this.refused.has(network))
      this.refused.set(network, (this.refused.get(network) ?? 0) + 1);
    const kind = reason.replace(/\d+/g, '');
    if (this.logged.has(kind)) return false;
    this.logged.add(kind);
    return true;
  }

  private startWindow(now: number): void {
    const window = Math.floor(now / WINDOW_MS);
    if (window === this.window) return;
    this.window = window;
    this.refused = new Map();
    this.logged = new Set();
  }
}
