import { Injectable } from '@nestjs/common';
import type { EventContract, UserMailTokenEvent } from '@orderwire/contracts';
import { Outbox, type Tx } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { type Account, toUserEvent } from '../accounts/account.js';
import { EmailTokens } from './email-tokens.js';
import { OneTimeTokenRepository, type TokenPurpose } from './one-time-token.repository.js';
import { isTooSoon, TOKEN_LIFETIME_MS } from './resend-pause.js';

/** A token to issue, and the event that requests its e-mail. */
export interface EmailTokenRequest<Event extends UserMailTokenEvent> {
  purpose: TokenPurpose;
  event: EventContract<Event>;
  /** The recipient, in normal form. */
  email: string;
  more: Omit<Event, keyof UserMailTokenEvent>;
}

/**
 * Issues a one-time token and publishes the event that requests its e-mail. The event carries the
 * id of the token only: outbox, stream and dead letters outlive it.
 */
@Injectable()
export class IssueEmailTokenUseCase {
  constructor(
    private readonly tokens: OneTimeTokenRepository,
    private readonly outbox: Outbox,
    private readonly emailTokens: EmailTokens,
  ) {}

  /**
   * False, without any effect, when a token was issued too recently. The caller has locked the
   * account.
   */
  async execute<Event extends UserMailTokenEvent>(
    tx: Tx,
    account: Account,
    { purpose, event, email, more }: EmailTokenRequest<Event>,
    now: Date,
  ): Promise<boolean> {
    if (isTooSoon(await this.tokens.recent(tx, account.id, purpose, now), now)) return false;
    const id = uuidv7();
    const { hash } = this.emailTokens.issue(id);
    const expiresAt = new Date(now.getTime() + TOKEN_LIFETIME_MS[purpose]);
    await this.tokens.add(tx, { id, hash, accountId: account.id, purpose, email, expiresAt }, now);
    const payload = {
      ...toUserEvent(account, now),
      email,
      tokenId: id,
      expiresAt: expiresAt.toISOString(),
    };
    this.outbox.add(tx, event, { ...payload, ...more } as unknown as Event);
    return true;
  }
}
