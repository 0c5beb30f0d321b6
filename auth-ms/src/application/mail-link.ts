import { Injectable } from '@nestjs/common';
import type { EventContract, UserMailTokenEvent } from '@orderwire/contracts';
import { Outbox, type Tx } from '@orderwire/platform';
import { type Account, told } from '../domain/account.js';
import { isTooSoon } from '../domain/mail-pause.js';
import { newSecretToken } from '../domain/secret-token.js';
import { OneTimeTokenRepository, type Purpose } from '../outbound/one-time-token.repository.js';
import { LINK_MS } from './lifetimes.js';

/** What one kind of link is for, and the event that has it mailed. */
export interface Link<Event extends UserMailTokenEvent> {
  purpose: Purpose;
  event: EventContract<Event>;
  /** Where it is mailed, in its one written form. */
  email: string;
  more: Omit<Event, keyof UserMailTokenEvent>;
}

/** Makes a link's token and announces the mail that carries it; older links of its kind stop working, reset links live on. */
@Injectable()
export class MailLink {
  constructor(
    private readonly tokens: OneTimeTokenRepository,
    private readonly outbox: Outbox,
  ) {}

  /** False, and nothing done, when such a mail went out just before. The account is locked. */
  async execute<Event extends UserMailTokenEvent>(
    tx: Tx,
    account: Account,
    { purpose, event, email, more }: Link<Event>,
    now: Date,
  ): Promise<boolean> {
    if (isTooSoon(await this.tokens.sent(tx, account.id, purpose, now), now)) return false;
    const { secret, hash } = newSecretToken();
    const expiresAt = new Date(now.getTime() + LINK_MS[purpose]);
    await this.tokens.add(tx, { hash, accountId: account.id, purpose, email, expiresAt }, now);
    const mail = { ...told(account, now), email, token: secret, expiresAt: expiresAt.toISOString() };
    this.outbox.add(tx, event, { ...mail, ...more } as unknown as Event);
    return true;
  }
}
