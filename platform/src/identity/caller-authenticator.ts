import { guest, Headers, system } from '@orderwire/contracts';
import type { Caller } from '../context/context.js';
import type { AccessTokens } from './access-tokens.js';
import type { ServiceTokens } from './service-tokens.js';

/**
 * Identifies the caller of a request by its tokens. Other headers about the caller are not read.
 */
export class CallerAuthenticator {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly serviceTokens: ServiceTokens,
  ) {}

  /**
   * Throws auth.token_invalid or auth.not_allowed for an invalid token: it is not treated as
   * absent.
   */
  async read(header: (name: string) => string | undefined): Promise<Caller> {
    const identity = header(Headers.identity);
    const token = header(Headers.service);
    const service = token && (await this.serviceTokens.verify(token));
    if (!identity) return service ? { actor: system, service } : { actor: guest };
    const { actor, sessionId } = await this.accessTokens.verify(identity);
    return { actor, identity, sessionId, ...(service && { service }) };
  }
}
