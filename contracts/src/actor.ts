/** The roles of an account. */
export const accountRoles = ['customer', 'staff', 'admin'] as const;

export type AccountRole = (typeof accountRoles)[number];

/** The roles of an actor: those of accounts, and two without an account. */
export const actorRoles = ['guest', ...accountRoles, 'system'] as const;

/**
 * The actor of a request. `system` is one of our own services that handles an event or runs a job.
 */
export interface Actor {
  readonly role: (typeof actorRoles)[number];
  /** Account id (UUID), or null for guests and services. */
  readonly id: string | null;
}

export const guest: Actor = { role: 'guest', id: null };
export const system: Actor = { role: 'system', id: null };

/** Whether this actor sees what staff see. Our own services do not: contracts name what they may. */
export const hasStaffAccess = ({ role }: Actor): boolean => role === 'staff' || role === 'admin';
