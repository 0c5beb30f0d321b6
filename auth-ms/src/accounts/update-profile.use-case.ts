import { Injectable } from '@nestjs/common';
import { type AccountView, InvalidMessage, type UpdateProfileRequest } from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { AuditRepository } from '../audit/audit.repository.js';
import { AccountRepository } from './account.repository.js';
import { requireAccountId, toOrigin } from './caller.js';
import { GetProfileUseCase } from './get-profile.use-case.js';

/** Changes the caller's profile. */
@Injectable()
export class UpdateProfileUseCase {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly getProfile: GetProfileUseCase,
  ) {}

  /**
   * The audit log records the names of the changed fields, not their values.
   * Throws invalid_message for a name or addresses of null.
   */
  async execute({ name, phone, locale, addresses }: UpdateProfileRequest): Promise<AccountView> {
    const { actor, origin } = contextOrSystem();
    const userId = requireAccountId(actor);
    rejectNull({ name, addresses });
    const now = new Date();
    const changes = { name: name ?? undefined, phone, locale, addresses: addresses ?? undefined };
    await this.database.transaction(async (tx) => {
      if (!(await this.accounts.updateProfile(tx, userId, changes, now))) return;
      const details = { fields: namesOf(changes) };
      const entry = { action: 'update_profile', outcome: 'success' as const, userId, details };
      await this.audit.record(tx, { ...entry, from: toOrigin(origin) }, now);
    });
    return this.getProfile.execute();
  }
}

const namesOf = (changes: Record<string, unknown>): string =>
  Object.keys(changes)
    .filter((field) => changes[field] !== undefined)
    .join(', ');

/** `@IsOptional()` in the contract accepts null; these fields cannot be cleared with it. */
function rejectNull(fields: Record<string, unknown>): void {
  const errors = Object.entries(fields)
    .filter(([, value]) => value === null)
    .map(([path]) => ({ path, message: `${path} cannot be null` }));
  if (errors.length > 0) throw InvalidMessage({ errors });
}
