import { Injectable } from '@nestjs/common';
import type { PreferencesView, UpdatePreferencesRequest } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { requireAccountId } from './caller.js';
import { accountRecipient, type Category, defaults } from './categories.js';
import { PreferenceRepository } from './preference.repository.js';

/** Reads and changes what the caller wants to get. */
@Injectable()
export class UpdatePreferencesUseCase {
  constructor(private readonly preferences: PreferenceRepository) {}

  /** Without changes it only reads. */
  async execute(changes: UpdatePreferencesRequest = {}): Promise<PreferencesView> {
    const recipient = accountRecipient(requireAccountId(contextOrSystem().actor));
    for (const [category, wanted] of Object.entries(changes) as [Category, boolean | undefined][])
      if (wanted !== undefined) await this.preferences.set(recipient, category, wanted);
    const chosen = (await this.preferences.of([recipient])).get(recipient);
    return { ...defaults, ...Object.fromEntries(chosen ?? []) };
  }
}
