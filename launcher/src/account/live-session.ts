import { refresh, type Session } from './sign-in.js';

/** In the last minute of an access token the next one is asked for. */
const EARLY_MS = 60_000;

/** A session whose access token is always good: it is traded for the next one in time, once however many wait. */
export class LiveSession {
  private next: Promise<void> | undefined;

  constructor(
    private readonly gateway: string,
    private session: Session,
  ) {}

  get user(): Session['user'] {
    return this.session.user;
  }

  /** Value of the header Authorization. */
  async authorization(): Promise<string> {
    if (Date.parse(this.session.expiresAt) - Date.now() < EARLY_MS) {
      this.next ??= this.renew().finally(() => (this.next = undefined));
      await this.next;
    }
    return `Bearer ${this.session.accessToken}`;
  }

  private async renew(): Promise<void> {
    this.session = await refresh(this.gateway, this.session);
  }
}
