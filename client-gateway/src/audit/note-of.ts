import type { Access, Actor, NewAuditEntry } from '@orderwire/contracts';
import { networkOf } from '@orderwire/platform';
import { refusalAction } from './refusals-noted.js';

/** What can be seen of a request that was answered. Neither body nor query is among it. */
export interface Seen {
  readonly method: string;
  /** The pattern, not the path. */
  readonly route: string | null;
  readonly params: unknown;
  readonly status: number;
  /** Of the problem it was answered with. */
  readonly code: string | null;
  readonly served: { readonly access: Access; readonly subject: string } | null;
  readonly actor: Actor;
  readonly tokenSent: boolean;
  readonly orderTokenSent: boolean;
  readonly ip: string;
  readonly device: string | undefined;
  readonly correlationId: string;
}

/** A note, and what makes it the same as others of its kind: such are counted, not listed. */
export interface Noted {
  readonly note: NewAuditEntry;
  readonly sameAs?: string;
}

const reads: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What the audit log has to know of a request, if anything: refusals, and what staff did or tried. */
export function noteOf(seen: Seen, at = new Date()): Noted | undefined {
  const refused = refusalAction(seen.code, seen.tokenSent, seen.actor.role);
  if (refused) return { note: note(seen, at, refused, 'failure'), sameAs: kindOf(seen, refused) };
  if (!seen.served || !isStaffWork(seen)) return undefined;
  const outcome = seen.status < 400 ? 'success' : 'failure';
  // auth-ms writes down what it did itself, in the transaction that did it.
  if (outcome === 'success' && seen.served.subject.startsWith('auth.')) return undefined;
  return { note: note(seen, at, seen.served.subject, outcome) };
}

function isStaffWork({ method, served, actor }: Seen): boolean {
  const forStaff = served?.access === 'staff' || served?.access === 'admin';
  return forStaff && !reads.has(method) && (actor.role === 'staff' || actor.role === 'admin');
}

/** An IPv6 client may have a new address for each request, so its network stands for it. */
function kindOf({ code, method, route, actor, ip }: Seen, action: string): string {
  return JSON.stringify([action, code, method, route, actor.id, networkOf(ip) ?? ip]);
}

function note(
  { method, route, params, served, status, code, actor, orderTokenSent, ip, device, correlationId }: Seen,
  at: Date,
  action: string,
  outcome: NewAuditEntry['outcome'],
): NewAuditEntry {
  const ids = idsOf(params);
  return {
    at: at.toISOString(),
    action,
    outcome,
    actorRole: actor.role,
    ...(actor.id && uuid.test(actor.id) && { actorId: actor.id }),
    ip: ip.slice(0, 64),
    ...(device && { device: device.slice(0, 1_000) }),
    correlationId,
    details: {
      method,
      route,
      ...(served && { subject: served.subject }),
      status,
      ...(code && { code }),
      ...(orderTokenSent && { orderTokenSent }),
      ...(Object.keys(ids).length > 0 && { ids }),
    },
  };
}

/** Path parameters that are ids; whatever else stood there is nobody's. */
function idsOf(params: unknown): Record<string, string> {
  const ids = Object.entries(params ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && uuid.test(entry[1]),
  );
  return Object.fromEntries(ids);
}
