import {
  type Access,
  type Actor,
  hasStaffAccess,
  NotAllowed,
  NotSignedIn,
  guest,
  Headers,
  system,
} from '@orderwire/contracts';
import type { Caller } from '../context/context.js';
import type { AccessTokens } from './access-tokens.js';
import type { ServiceTokens } from './service-tokens.js';

/**
 * Throws auth.not_signed_in or auth.not_allowed unless this actor may call a contract of this
 * access.
 */
export function assertAccess(access: Access, actor: Actor, service?: string): void {
  if (access === 'anyone') return;
  if (access === 'service') {
    if (!service) throw NotAllowed();
    return;
  }
  if (actor.role === 'guest') throw NotSignedIn();
  if (access === 'staff' && !hasStaffAccess(actor)) throw NotAllowed();
  if (access === 'admin' && actor.role !== 'admin' && actor.role !== 'system') throw NotAllowed();
}

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
