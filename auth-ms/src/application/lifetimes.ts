/** How long what this service hands out and writes down lives. */
export class Lifetimes {
  constructor(
    readonly refreshTokenDays: number,
    readonly auditDays: number,
  ) {}

  /** A session ends when it is unused for so long, and after 90 days in any case. */
  sessionEnd(createdAt: Date, now: Date): Date {
    return new Date(Math.min(now.getTime() + this.refreshTokenDays * DAY, createdAt.getTime() + 90 * DAY));
  }
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How long a mail's link works, by what it is for. */
export const LINK_MS = { verify_email: 3 * DAY, reset_password: 30 * MINUTE, change_email: 60 * MINUTE };
