import { isIP } from 'node:net';
import { type Actor, isUuid, NotSignedIn } from '@orderwire/contracts';

/** The network address and the device of a request, safe for tables, logs and mails. */
export interface ClientOrigin {
  ip: string | null;
  device: string | null;
}

const MAX_DEVICE_LENGTH = 200;

/**
 * Drops an `ip` that is no address. Reduces `device` to one short line without control characters.
 */
export function toOrigin({ ip, device }: { ip?: string; device?: string } = {}): ClientOrigin {
  const line = (device ?? '')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, MAX_DEVICE_LENGTH)
    .toWellFormed();
  return { ip: ip && isIP(ip) ? ip : null, device: line || null };
}

/** The origin of work that no request caused. */
export const noOrigin: ClientOrigin = { ip: null, device: null };

/** The account id of the caller; null for guests and services. */
export const accountIdOf = ({ role, id }: Actor): string | null =>
  role !== 'guest' && role !== 'system' && isUuid(id) ? id : null;

/**
 * The account id of the caller. Throws auth.not_signed_in for guests and services.
 * The caller's role was checked before, against the contract's access.
 */
export function requireAccountId(actor: Actor): string {
  const id = accountIdOf(actor);
  if (!id) throw NotSignedIn();
  return id;
}
