import {
  type Access,
  type Actor,
  isUuid,
  maskedEmail,
  type NewAuditEntry,
  NotAllowed,
  OrderNotFound,
  TokenInvalid,
} from '@orderwire/contracts';
import { networkOf } from '@orderwire/platform';
import { safeMethods } from '../edge/safe-methods.js';
import { TooManyRequests } from '../rate-limits/rate-limit.js';
import { TooManyStreams } from '../orders/stream-limits.js';

/** A completed request as the audit log may see it: of its body and path only the fields that its contract names. */
export interface ObservedRequest {
  readonly method: string;
  /** The pattern, not the path. */
  readonly route: string | null;
  readonly params: unknown;
  readonly status: number;
  /** The code of the problem response. */
  readonly code: string | null;
  readonly routeAccess: {
    readonly access: Access;
    readonly subject: string;
    readonly audited?: readonly string[];
    readonly presenceAudited?: readonly string[];
    readonly auditsReads?: boolean;
  } | null;
  /** The query of a route that only reads. */
  readonly body: unknown;
  readonly actor: Actor;
  readonly tokenSent: boolean;
  readonly orderTokenSent: boolean;
  readonly ip: string;
  readonly device: string | undefined;
  readonly correlationId: string;
}

/** An entry; entries with the same key are counted instead of listed. */
export interface AuditRecord {
  readonly entry: NewAuditEntry;
  readonly coalesceKey?: string;
}

/** Problems that may be an attack, and their action in the audit log. */
const securityActions: ReadonlyMap<string, string> = new Map([
  [TokenInvalid.code, 'token_refused'],
  [NotAllowed.code, 'access_denied'],
  ['http.csrf', 'access_denied'],
  [OrderNotFound.code, 'order_refused'],
  [TooManyRequests.code, 'rate_limited'],
  [TooManyStreams.code, 'rate_limited'],
]);

/** The audit entry of a request: possible attacks, and changes that staff made or attempted. */
export function toAuditEntry(request: ObservedRequest, at = new Date()): AuditRecord | undefined {
  const attack = securityAction(request);
  if (attack) return { entry: entryOf(request, at, attack, 'failure'), coalesceKey: keyOf(request, attack) };
  const { routeAccess, status } = request;
  if (!routeAccess || !isStaffAction(request)) return undefined;
  const outcome = status < 400 ? 'success' : 'failure';
  // auth-ms records its own changes in the transaction that makes them.
  if (outcome === 'success' && routeAccess.subject.startsWith('auth.')) return undefined;
  return { entry: entryOf(request, at, routeAccess.subject, outcome) };
}

function securityAction({ code, tokenSent, actor }: ObservedRequest): string | undefined {
  if (code === null || (code === TokenInvalid.code && !tokenSent)) return undefined;
  // Staff may see every order: one that they do not find does not exist.
  if (code === OrderNotFound.code && isStaff(actor)) return undefined;
  return securityActions.get(code);
}

function isStaffAction({ method, routeAccess, actor }: ObservedRequest): boolean {
  const forStaff = routeAccess?.access === 'staff' || routeAccess?.access === 'admin';
  const recorded = !safeMethods.has(method) || routeAccess?.auditsReads === true;
  return forStaff && recorded && isStaff(actor);
}

const isStaff = ({ role }: Actor): boolean => role === 'staff' || role === 'admin';

/** Groups by network: an IPv6 client may use a new address for each request. */
function keyOf({ code, method, route, actor, ip }: ObservedRequest, action: string): string {
  return JSON.stringify([action, code, method, route, actor.id, networkOf(ip) ?? ip]);
}

function entryOf(
  request: ObservedRequest,
  at: Date,
  action: string,
  outcome: NewAuditEntry['outcome'],
): NewAuditEntry {
  const { method, route, routeAccess, status, code, actor, orderTokenSent, ip, device } = request;
  const ids = idsOf(request.params);
  const input = { ...Object(request.body), ...Object(request.params) } as Record<string, unknown>;
  const given = (routeAccess?.presenceAudited ?? []).filter((name) => Object.hasOwn(input, name));
  const fields = {
    ...fieldsOf(input, routeAccess?.audited ?? []),
    ...Object.fromEntries(given.map((name) => [name, true])),
  };
  return {
    at: at.toISOString(),
    action,
    outcome,
    actorRole: actor.role,
    ...(isUuid(actor.id) && { actorId: actor.id }),
    ip: ip.slice(0, 64),
    ...(device && { device: device.slice(0, 1_000) }),
    correlationId: request.correlationId,
    details: {
      method,
      route,
      ...(routeAccess && { subject: routeAccess.subject }),
      status,
      ...(code && { code }),
      ...(orderTokenSent && { orderTokenSent }),
      ...(Object.keys(ids).length > 0 && { ids }),
      ...(Object.keys(fields).length > 0 && { request: fields }),
    },
  };
}

/** Path parameters that are ids; other values may be personal. */
function idsOf(params: unknown): Record<string, string> {
  const ids = Object.entries(params ?? {}).filter((entry): entry is [string, string] => isUuid(entry[1]));
  return Object.fromEntries(ids);
}

const emailFields = new Set(['email', 'emailPrefix']);

/** E-mail addresses are masked: an entry outlives the account. */
function withoutAddress(name: string, value: unknown): unknown {
  if (!emailFields.has(name)) return value;
  if (typeof value === 'string') return maskedEmail(value);
  return typeof value === 'object' && value !== null ? '***' : value;
}

/** Of an invalid request, too: at most 500 characters of each text. Objects and lists as JSON. */
function fieldsOf(body: unknown, names: readonly string[]): Record<string, string | number | boolean> {
  const values = Object(body) as Record<string, unknown>;
  const fields: Record<string, string | number | boolean> = {};
  for (const name of names) {
    const given = Object.hasOwn(values, name) ? withoutAddress(name, values[name]) : undefined;
    const value = typeof given === 'object' && given !== null ? JSON.stringify(given, withoutAddress) : given;
    if (typeof value === 'number' || typeof value === 'boolean') fields[name] = value;
    if (typeof value === 'string') fields[name] = value.replaceAll('\u0000', '').slice(0, 500).toWellFormed();
  }
  return fields;
}
