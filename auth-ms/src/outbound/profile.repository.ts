import { Injectable } from '@nestjs/common';
import type { ShippingAddress } from '@orderwire/contracts';
import { statement, type Tx } from '@orderwire/platform';

/** What of a profile changes; absent stays, null clears. */
export interface ProfileChanges {
  name?: string;
  phone?: string | null;
  locale?: string | null;
  addresses?: ShippingAddress[];
}

const update = statement<{ id: string }>(
  'profiles.update',
  `UPDATE accounts SET name = coalesce($2, name), phone = CASE WHEN $3 THEN $4 ELSE phone END,
     locale = CASE WHEN $5 THEN $6 ELSE locale END, addresses = coalesce($7::jsonb, addresses), updated_at = $8
   WHERE id = $1 AND deleted_at IS NULL RETURNING id`,
);

/** Writes profiles. */
@Injectable()
export class ProfileRepository {
  /** False when the account is gone. */
  async update(
    tx: Tx,
    id: string,
    { name, phone, locale, addresses }: ProfileChanges,
    now: Date,
  ): Promise<boolean> {
    const place = addresses && JSON.stringify(addresses);
    const texts = [phone !== undefined, phone ?? null, locale !== undefined, locale ?? null];
    return (await tx.run(update, [id, name ?? null, ...texts, place ?? null, now])).length > 0;
  }
}
