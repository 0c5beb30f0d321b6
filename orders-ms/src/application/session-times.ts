/** How long things that wait for money last. */
export class SessionTimes {
  /** @param sessionMinutes how long a payment link lives */
  constructor(private readonly sessionMinutes: number) {}

  /** When a payment link that is made now ends. In whole seconds, as Stripe counts. */
  sessionExpiry(): Date {
    return new Date((Math.floor(Date.now() / 1_000) + this.sessionMinutes * 60) * 1_000);
  }

  /** The stock outlives the link: money captured in its last second still finds it, also when the news is late. */
  holdExpiry(sessionExpiry: Date): Date {
    return minutesAfter(sessionExpiry, 15);
  }

  /** A waiting order whose link should have ended before this has been forgotten by everybody. */
  overdueSince(): Date {
    return minutesAfter(new Date(), -5);
  }
}

export const minutesAfter = (time: Date, minutes: number): Date =>
  new Date(time.getTime() + minutes * 60_000);
