import type { Actor } from '@orderwire/contracts';

/** Which orders someone may get at: all of them, an account's own, or a guest's by its token. */
export interface Scope {
  readonly all: boolean;
  /** Account whose orders they are. */
  readonly customerId: string | null;
  /** Whether the token of this one guest order was shown. */
  readonly withToken: boolean;
}

const insiders: ReadonlySet<Actor['role']> = new Set(['staff', 'admin', 'system']);

/** Whether somebody works here: staff, admins and our own services see all orders and who looks after them. */
export const isInsider = ({ role }: Actor): boolean => insiders.has(role);

/** What an actor may get at, with or without an order's token. */
export const scopeOf = (actor: Actor, withToken = false): Scope => ({
  all: isInsider(actor),
  customerId: actor.id,
  withToken,
});

/** The account that owns what someone orders; a guest's order belongs to none. */
export const ownerOf = (actor: Actor): string | null => actor.id;
