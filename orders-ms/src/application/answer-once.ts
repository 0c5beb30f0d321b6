import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type FaultFactory,
  IdempotencyInFlight,
  IdempotencyKeyReused,
  InvalidMessage,
} from '@orderwire/contracts';
import { InjectLogger, type Logger } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { requestHash } from '../domain/request-hash.js';
import { type Claim, IdempotencyRepository, type Makes } from '../outbound/idempotency.repository.js';

/** After this an attempt without an answer is taken to have crashed. Longer than any caller waits. */
const BUSY_MS = 30_000;

/** Guests share one space of keys, in which a key must be hard to guess: it opens the first guest's answer, token included. */
const GUESTS_SHORTEST = 16;

/** What a request makes under its key. */
export interface Made {
  readonly makes: Makes;
  /** Faults of requests that left nothing behind: their keys are forgotten. */
  readonly refusals: readonly FaultFactory[];
}

/** Gives the same answer to the same request under the same Idempotency-Key. Keys of different accounts never meet. */
@Injectable()
export class AnswerOnce {
  constructor(
    private readonly keys: IdempotencyRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * Runs work under a claim on the key, or gives the answer that is stored. Work stores the answer itself, together with
   * its last change. A refusal forgets the key; after any other failure the next request takes the work up where it
   * stopped, with the same id of what it makes. Throws idempotency.key_reused, idempotency.in_flight, and the fault that a key was
   * answered with for good. A guest's key that is too short is invalid_message.
   */
  async execute<Reply extends object>(
    key: string,
    actor: Actor,
    request: object,
    { makes, refusals }: Made,
    work: (claim: Claim) => Promise<Reply>,
  ): Promise<Reply> {
    if (actor.id === null && key.length < GUESTS_SHORTEST) throw tooShort();
    const scope = actor.id ? `${actor.role}:${actor.id}` : actor.role;
    const hash = requestHash(request);
    const claim = await this.keys.claim(scope, key, hash, { makes, madeId: uuidv7() }, BUSY_MS);
    // The hash says that it was this request, so the reply is its own.
    if (!claim) return (await this.known(scope, key, hash)) as Reply;
    try {
      return await work(claim);
    } catch (error) {
      const refused = refusals.some((fault) => fault.matches(error));
      await this.letGo(claim, refused).catch((err: unknown) =>
        this.log.warn(
          { err, makes, madeId: claim.madeId },
          'an Idempotency-Key stays busy until its time is over',
        ),
      );
      throw error;
    }
  }

  private async known(scope: string, key: string, hash: string): Promise<object> {
    const known = await this.keys.find(scope, key);
    if (known && known.requestHash !== hash) throw IdempotencyKeyReused();
    if (known?.fault) throw known.fault;
    if (!known?.reply) throw IdempotencyInFlight();
    return known.reply;
  }

  private async letGo(claim: Claim, refused: boolean): Promise<void> {
    if (refused && (await this.keys.forget(claim))) return;
    await this.keys.release(claim);
  }
}

const tooShort = () =>
  InvalidMessage({
    errors: [
      {
        path: 'Idempotency-Key',
        message: `must be at least ${GUESTS_SHORTEST} characters where nobody is signed in; a UUIDv4 is right`,
      },
    ],
  });
