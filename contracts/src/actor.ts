/** Who is behind a request. `system` is one of our own services acting on an event or a timer. */
export interface Actor {
  readonly role: 'guest' | 'customer' | 'staff' | 'admin' | 'system';
  /** Account id (UUID), or null for guests and services. */
  readonly id: string | null;
}

export const guest: Actor = { role: 'guest', id: null };
export const system: Actor = { role: 'system', id: null };

const roles: ReadonlySet<unknown> = new Set<Actor['role']>(['guest', 'customer', 'staff', 'admin', 'system']);

/** Reads an actor from a header. Anything unreadable is a guest: a broken header never gains rights. */
export function actorFromHeader(value: string | undefined): Actor {
  if (!value) return guest;
  try {
    const { role, id } = JSON.parse(value) as Partial<Record<keyof Actor, unknown>>;
    if (!roles.has(role) || (id !== null && typeof id !== 'string')) return guest;
    return { role: role as Actor['role'], id };
  } catch {
    return guest;
  }
}
