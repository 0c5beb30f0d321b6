import { Injectable } from '@nestjs/common';
import { PreferenceRepository } from './preference.repository.js';
import { type Unsubscription, UnsubscribeLinks } from './unsubscribe-links.js';

/** Unsubscribes the recipient of a link. */
@Injectable()
export class UnsubscribeUseCase {
  constructor(
    private readonly links: UnsubscribeLinks,
    private readonly preferences: PreferenceRepository,
  ) {}

  /** What a link names; undefined for a token that was not made here. */
  read(token: string): Unsubscription | undefined {
    return this.links.parse(token);
  }

  async execute({ recipient, category }: Unsubscription): Promise<void> {
    await this.preferences.set(recipient, category, false);
  }
}
