import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type Fault,
  type FaultFactory,
  IdempotencyInFlight,
  IdempotencyKeyReused,
  InvalidMessage,
} from '@orderwire/contracts';
import { contextOrSystem, InjectLogger, type Logger, requestHash, type Tx } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { type Claim, IdempotencyRepository, type ResourceKind } from './idempotency.repository.js';

/**
 * A claim without a reply is taken over this long after the deadline of its request, which has nearly
 * always ended by then. One that has not continues beside the other: both have the same resource id.
 */
const AFTER_DEADLINE_MS = 5_000;

/** The longest claim, and that of a request without a deadline. */
const MAX_CLAIM_MS = 30_000;

/**
 * Guests share one scope: a guessed key would return another guest's reply with its order token.
 */
const MIN_GUEST_KEY_LENGTH = 16;

export interface IdempotencyOptions {
  /** The kind of resource that the request creates under its key. */
  readonly creates: ResourceKind;
  /** Faults after which nothing was stored: they delete the key. */
  readonly forgetOn: readonly FaultFactory[];
}

/**
 * Returns the first reply to every repetition of a request with the same Idempotency-Key and
 * account.
 */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly keys: IdempotencyRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * Claims the key and runs `work`, or returns the stored reply. `work` stores the reply itself,
   * together with its last change. After a fault of `forgetOn` the key is deleted, if it never had
   * another claim. After any other error the next request continues, with the same resource id.
   * Throws idempotency.key_reused, idempotency.in_flight, and the fault that is stored under the key.
   */
  async execute<Reply extends object>(
    key: string,
    actor: Actor,
    request: object,
    { creates, forgetOn }: IdempotencyOptions,
    work: (claim: Claim) => Promise<Reply>,
  ): Promise<Reply> {
    if (actor.id === null && key.length < MIN_GUEST_KEY_LENGTH) throw keyTooShort();
    const scope = actor.id ? `${actor.role}:${actor.id}` : actor.role;
    const hash = requestHash(request);
    const claim = await this.keys.claim({
      scope,
      key,
      requestHash: hash,
      resourceId: uuidv7(),
      claimMs: claimMs(),
      creates,
    });
    // The hashes are equal, so the stored reply is this request's.
    if (!claim) return (await this.stored(scope, key, hash)) as Reply;
    try {
      return await work(claim);
    } catch (error) {
      const forget = forgetOn.some((fault) => fault.matches(error));
      await this.release(claim, forget).catch((err: unknown) =>
        this.log.warn(
          { err, creates, resourceId: claim.resourceId },
          'an Idempotency-Key could not be released; its claim expires',
        ),
      );
      throw error;
    }
  }

  /** From now on the key returns this fault. */
  storeFault(claim: Claim, fault: Fault): Promise<void> {
    return this.keys.storeFault(claim, fault);
  }

  /** From now on the key returns this reply. */
  storeReply(claim: Claim, reply: object): Promise<void> {
    return this.keys.storeReply(claim, reply);
  }

  private async stored(scope: string, key: string, hash: string): Promise<object> {
    const stored = await this.keys.find(scope, key);
    if (stored && stored.requestHash !== hash) throw IdempotencyKeyReused();
    if (stored?.fault) throw stored.fault;
    if (!stored?.reply) throw IdempotencyInFlight();
    return stored.reply;
  }

  /** Deletes the key in a transaction. False when another claim may have stored its resource. */
  forget(tx: Tx, claim: Claim): Promise<boolean> {
    return this.keys.delete(claim, tx);
  }

  private async release(claim: Claim, forget: boolean): Promise<void> {
    if (forget && (await this.keys.delete(claim))) return;
    await this.keys.release(claim);
  }
}

const keyTooShort = () =>
  InvalidMessage({
    errors: [
      {
        path: 'Idempotency-Key',
        message: `must have at least ${MIN_GUEST_KEY_LENGTH} characters in requests of guests; use a UUIDv4`,
      },
    ],
  });

function claimMs(): number {
  const { deadline = Infinity } = contextOrSystem();
  return Math.min(MAX_CLAIM_MS, Math.max(0, deadline - Date.now()) + AFTER_DEADLINE_MS);
}
