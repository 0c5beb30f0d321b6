import { Injectable } from '@nestjs/common';
import { type EmailToken, type GetEmailTokenRequest, OneTimeTokenInvalid } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { EmailTokens } from './email-tokens.js';
import { OneTimeTokenRepository } from './one-time-token.repository.js';

/** Returns the one-time token of an e-mail that is about to be sent. */
@Injectable()
export class GetEmailTokenUseCase {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokenRepository,
    private readonly emailTokens: EmailTokens,
  ) {}

  /** Throws auth.link_invalid, also when the key of the token was removed. */
  async execute({ tokenId }: GetEmailTokenRequest): Promise<EmailToken> {
    const hash = await this.tokens.findHash(this.database, tokenId, new Date());
    const token = hash && this.emailTokens.recover(tokenId, hash);
    if (!token) throw OneTimeTokenInvalid();
    return { token };
  }
}
