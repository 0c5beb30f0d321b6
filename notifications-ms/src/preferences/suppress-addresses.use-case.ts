import { Injectable } from '@nestjs/common';
import { InjectLogger, type Logger } from '@orderwire/platform';
import type { MailEvent } from './mail-event-verifier.js';
import { PreferenceRepository } from './preference.repository.js';

/** Sends no more mail to addresses that bounced for good or complained. */
@Injectable()
export class SuppressAddressesUseCase {
  constructor(
    private readonly preferences: PreferenceRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async execute({ emails, reason, detail }: MailEvent): Promise<void> {
    for (const email of emails) await this.preferences.suppress(email, reason, detail);
    if (emails.length > 0)
      this.log.info({ reason, addresses: emails.length }, 'addresses get no mail any more');
  }
}
