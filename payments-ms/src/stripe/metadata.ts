import { isUuid } from '@orderwire/contracts';

/** A lower-case UUID in the metadata of a Stripe object, or null. */
export function uuidIn(metadata: unknown, key: string): string | null {
  const value = (metadata as Record<string, unknown> | null | undefined)?.[key];
  return isUuid(value) ? value.toLowerCase() : null;
}

export const orderIdIn = (metadata: unknown): string | null => uuidIn(metadata, 'orderId');

/** The number of an attempt in the metadata of a Checkout Session, or null. */
export function attemptIn(metadata: unknown): number | null {
  const value = (metadata as Record<string, unknown> | null | undefined)?.['attempt'];
  return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
}
