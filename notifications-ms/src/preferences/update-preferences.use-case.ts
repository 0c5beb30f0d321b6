import { Injectable } from '@nestjs/common';
import { NotSignedIn, type PreferencesView, type UpdatePreferencesRequest } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { accountRecipient, type Category, defaults } from './categories.js';
import { PreferenceRepository } from './preference.repository.js';

/** Reads and changes what the caller wants to get. */
@Injectable()
export class UpdatePreferencesUseCase {
  constructor(private readonly preferences: PreferenceRepository) {}

  /** Without changes it only reads. */
  async execute(changes: UpdatePreferencesRequest = {}): Promise<PreferencesView> {
    const { id } = contextOrSystem().actor;
    if (!id) throw NotSignedIn();
    const recipient = accountRecipient(id);
    for (const [category, wanted] of Object.entries(changes) as [Category, boolean | undefined][])
      if (wanted !== undefined) await this.preferences.set(recipient, category, wanted);
    const chosen = (await this.preferences.of([recipient])).get(recipient);
    return { ...defaults, ...Object.fromEntries(chosen ?? []) };
  }
}
