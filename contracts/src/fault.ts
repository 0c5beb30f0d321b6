const faultKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'gone',
  'unprocessable',
  'too_many',
  'unavailable',
  'timeout',
  'internal',
] as const;

/** What kind of "no" a fault is; the gateway's HTTP status follows from it alone. */
export type FaultKind = (typeof faultKinds)[number];

export type FaultDetails = Readonly<Record<string, unknown>>;

/** The form in which a fault crosses NATS. */
export interface WireFault {
  kind: FaultKind;
  code: string;
  message: string;
  details?: FaultDetails;
}

/** An expected "no" that a caller may act on: `code` is what programs match, `message` what people read. */
export class Fault extends Error implements WireFault {
  override readonly name = 'Fault';

  constructor(
    readonly kind: FaultKind,
    readonly code: string,
    message: string,
    readonly details?: FaultDetails,
  ) {
    super(message);
  }

  toWire(): WireFault {
    return {
      kind: this.kind,
      code: this.code,
      message: this.message,
      ...(this.details && { details: this.details }),
    };
  }
}

/** Makes faults of one code and recognises them again after they crossed a process border. */
export interface FaultFactory {
  (details?: FaultDetails): Fault;
  readonly code: string;
  matches(error: unknown): error is Fault;
}

/** Declares a fault: its kind, the code callers match on, and the sentence people read. */
export function fault(kind: FaultKind, code: string, message: string): FaultFactory {
  const make = (details?: FaultDetails) => new Fault(kind, code, message, details);
  const matches = (error: unknown): error is Fault => error instanceof Fault && error.code === code;
  return Object.assign(make, { code, matches });
}

/** Nobody answers, or not in time: the same question may be answered later. */
export const isUnavailable = (error: unknown): error is Fault =>
  error instanceof Fault && (error.kind === 'unavailable' || error.kind === 'timeout');

const kinds: ReadonlySet<string> = new Set(faultKinds);

/** Reads a fault from the wire. Anything that does not have a fault's shape becomes `internal`. */
export function faultFromWire(wire: unknown): Fault {
  if (
    isRecord(wire) &&
    typeof wire['kind'] === 'string' &&
    kinds.has(wire['kind']) &&
    typeof wire['code'] === 'string'
  ) {
    const details = isRecord(wire['details']) ? wire['details'] : undefined;
    return new Fault(
      wire['kind'] as FaultKind,
      wire['code'],
      typeof wire['message'] === 'string' ? wire['message'] : wire['code'],
      details,
    );
  }
  return new Fault('internal', 'internal', 'The service answered with an error it did not explain.');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
