/** The carrier fails, does not answer in time, or is not asked for a while. Nothing is known. */
export class CarrierOutage extends Error {
  override readonly name = 'CarrierOutage';

  constructor(
    message: string,
    /** Whether the request was certainly not carried out. */
    readonly refused = false,
  ) {
    super(message);
  }
}

/** An answer that is not what EasyPost documents: it will be the same again. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** The carrier refused the request. The message is in its words, for staff. */
export class CarrierRefusal extends Error {
  override readonly name = 'CarrierRefusal';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A refusal because of our key or account: no label can be bought until it is corrected. */
export const isAccountRefusal = (error: unknown): boolean =>
  error instanceof CarrierRefusal && [401, 402, 403].includes(error.status);
