import {
  type Access,
  type Actor,
  CallerNotAllowed,
  hasStaffAccess,
  namesCaller,
  NotAllowed,
  NotSignedIn,
  guest,
  Headers,
  type RpcContract,
  system,
} from '@orderwire/contracts';
import type { Caller } from '../context/context.js';
import type { AccessTokens } from './access-tokens.js';
import type { ServiceTokens } from './service-tokens.js';

/**
 * Throws auth.not_signed_in or auth.not_allowed unless this account or guest may call a contract of
 * this access.
 */
export function assertAccess(access: Access, { role, id }: Actor): void {
  if (access === 'anyone') return;
  if (access === 'service' || role === 'system') throw NotAllowed();
  if (role === 'guest') throw NotSignedIn();
  if (access === 'staff' && !hasStaffAccess({ role, id })) throw NotAllowed();
  if (access === 'admin' && role !== 'admin') throw NotAllowed();
}

/**
 * Throws auth.caller_not_allowed unless the contract names the service that sent the request, and
 * what {@link assertAccess} throws for the account or guest that it was sent for.
 */
export function assertCaller(contract: RpcContract<object, object>, { actor, service }: Caller): void {
  const { subject, access, callers, systemCallers } = contract;
  if (service === undefined) return assertAccess(access, actor);
  if (!namesCaller(actor.role === 'system' ? systemCallers : callers, service))
    throw CallerNotAllowed({ subject, service });
  if (access !== 'service' && actor.role !== 'system') assertAccess(access, actor);
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
