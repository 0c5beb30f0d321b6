import { Injectable } from '@nestjs/common';
import { type AccountView, InvalidMessage, type UpdateProfileRequest } from '@orderwire/contracts';
import { Directory } from '../outbound/directory.js';
import { GetProfile } from './get-profile.js';
import { mustBeSignedIn } from './permission.js';

/** Changes the profile of who asks. */
@Injectable()
export class UpdateProfile {
  constructor(
    private readonly directory: Directory,
    private readonly profile: GetProfile,
  ) {}

  /** Throws invalid_message when the name or the addresses would be taken away. */
  async execute({ name, phone, locale, addresses }: UpdateProfileRequest): Promise<AccountView> {
    const id = mustBeSignedIn();
    mustNotBeNull({ name, addresses });
    const changes = { name: name ?? undefined, phone, locale, addresses: addresses ?? undefined };
    await this.directory.updateProfile(id, changes);
    return this.profile.execute();
  }
}

/** "Optional" lets null through; these two have no empty state but their own. */
function mustNotBeNull(fields: Record<string, unknown>): void {
  const errors = Object.entries(fields)
    .filter(([, value]) => value === null)
    .map(([path]) => ({ path, message: `${path} cannot be null` }));
  if (errors.length > 0) throw InvalidMessage({ errors });
}
