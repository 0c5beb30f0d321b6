import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type CreateOrderReply,
  HoldConflict,
  IdempotencyInFlight,
  IdempotencyKeyReused,
  ProductsNotSellable,
  TotalOutOfRange,
} from '@orderwire/contracts';
import { InjectLogger, type Logger } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { requestHash } from '../domain/request-hash.js';
import { type Claim, IdempotencyRepository } from '../outbound/idempotency.repository.js';

/** After this an attempt without an answer is taken to have crashed. Longer than any caller waits. */
const BUSY_MS = 30_000;

/** Refusals that leave nothing behind. */
const refused = (error: unknown): boolean =>
  [ProductsNotSellable, HoldConflict, TotalOutOfRange].some((fault) => fault.matches(error));

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
   * stopped, with the same order id. Throws idempotency.key_reused, idempotency.in_flight, and the fault that a key was
   * answered with for good.
   */
  async execute(
    key: string,
    actor: Actor,
    request: object,
    work: (claim: Claim) => Promise<CreateOrderReply>,
  ): Promise<CreateOrderReply> {
    const scope = actor.id ? `${actor.role}:${actor.id}` : actor.role;
    const hash = requestHash(request);
    const claim = await this.keys.claim(scope, key, hash, uuidv7(), BUSY_MS);
    if (!claim) return this.known(scope, key, hash);
    try {
      return await work(claim);
    } catch (error) {
      await this.letGo(claim, error).catch((err: unknown) =>
        this.log.warn(
          { err, orderId: claim.orderId },
          'an Idempotency-Key stays busy until its time is over',
        ),
      );
      throw error;
    }
  }

  private async known(scope: string, key: string, hash: string): Promise<CreateOrderReply> {
    const known = await this.keys.find(scope, key);
    if (known && known.requestHash !== hash) throw IdempotencyKeyReused();
    if (known?.fault) throw known.fault;
    if (!known?.reply) throw IdempotencyInFlight();
    return known.reply;
  }

  private async letGo(claim: Claim, error: unknown): Promise<void> {
    if (refused(error) && (await this.keys.forget(claim))) return;
    await this.keys.release(claim);
  }
}
