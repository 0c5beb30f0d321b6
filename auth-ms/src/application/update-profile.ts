import { Injectable } from '@nestjs/common';
import { type AccountView, InvalidMessage, type UpdateProfileRequest } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { AuditRepository } from '../outbound/audit.repository.js';
import { ProfileRepository } from '../outbound/profile.repository.js';
import { askedFrom } from './asked-from.js';
import { GetProfile } from './get-profile.js';
import { mustBeSignedIn } from './permission.js';

/** Changes the profile of who asks. */
@Injectable()
export class UpdateProfile {
  constructor(
    private readonly database: Database,
    private readonly profiles: ProfileRepository,
    private readonly audit: AuditRepository,
    private readonly profile: GetProfile,
  ) {}

  /** The audit log learns which fields changed, not what they say. Throws invalid_message when the name or the addresses would be taken away. */
  async execute({ name, phone, locale, addresses }: UpdateProfileRequest): Promise<AccountView> {
    const id = mustBeSignedIn();
    mustNotBeNull({ name, addresses });
    const now = new Date();
    const changes = { name: name ?? undefined, phone, locale, addresses: addresses ?? undefined };
    await this.database.transaction(async (tx) => {
      if (!(await this.profiles.update(tx, id, changes, now))) return;
      const entry = { action: 'update_profile', outcome: 'success' as const, userId: id };
      await this.audit.record(
        tx,
        { ...entry, from: askedFrom(), details: { fields: namesOf(changes) } },
        now,
      );
    });
    return this.profile.execute();
  }
}

const namesOf = (changes: Record<string, unknown>): string =>
  Object.keys(changes)
    .filter((field) => changes[field] !== undefined)
    .join(', ');

/** "Optional" lets null through; these two have no empty state but their own. */
function mustNotBeNull(fields: Record<string, unknown>): void {
  const errors = Object.entries(fields)
    .filter(([, value]) => value === null)
    .map(([path]) => ({ path, message: `${path} cannot be null` }));
  if (errors.length > 0) throw InvalidMessage({ errors });
}
