/** Every kind of fault. */
export const faultKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'gone',
  'unprocessable',
  'too_large',
  'too_many',
  'unavailable',
  'timeout',
  'internal',
] as const;

/** The kind of a fault. It alone decides the HTTP status. */
export type FaultKind = (typeof faultKinds)[number];

export type FaultDetails = Readonly<Record<string, unknown>>;

/** The form in which a fault crosses NATS. */
export interface WireFault {
  kind: FaultKind;
  code: string;
  message: string;
  details?: FaultDetails;
}

/** An expected business error: programs match on `code`, people read `message`. */
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

/** Creates faults of one code and recognises them, also after they crossed a process boundary. */
export interface FaultFactory<Code extends string = string> {
  (details?: FaultDetails): Fault;
  readonly code: Code;
  matches(error: unknown): error is Fault;
}

const factories = new Map<string, FaultFactory>();

/** Every declared fault, by code. */
export const allFaults = (): ReadonlyMap<string, FaultFactory> => factories;

/**
 * Declares a fault: its kind, the code that programs match on, and the message that people read.
 * Throws when the code is already declared.
 */
export function fault<Code extends string>(kind: FaultKind, code: Code, message: string): FaultFactory<Code> {
  const create = (details?: FaultDetails) => new Fault(kind, code, message, details);
  const matches = (error: unknown): error is Fault => error instanceof Fault && error.code === code;
  if (factories.has(code)) throw new Error(`the fault "${code}" is declared twice`);
  const factory = Object.assign(create, { code, matches });
  factories.set(code, factory);
  return factory;
}

/**
 * Whether a service or provider is unavailable or too slow, so that the same request may succeed
 * later.
 */
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
  return new Fault('internal', 'internal', 'The service replied with an unknown error.');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
