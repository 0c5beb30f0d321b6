import type { Database, KeyEncryption, Logger } from '@orderwire/platform';
import type { EndpointRepository } from './endpoint.repository.js';

/** Encrypts secrets again that an older key has encrypted, so that this key can be removed. */
export class ReencryptSecretsUseCase {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointRepository,
    private readonly encryption: KeyEncryption,
    private readonly log: Logger,
  ) {}

  async execute(): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (const { id, secret, previousSecret } of await this.endpoints.secrets(tx)) {
        try {
          const current = this.encryption.decrypt(id, secret);
          const previous = previousSecret && this.encryption.decrypt(id, previousSecret);
          if (!current.outdated && !previous?.outdated) continue;
          await this.endpoints.replaceSecrets(tx, {
            id,
            secret: this.encryption.encrypt(id, current.content),
            previousSecret: previous && this.encryption.encrypt(id, previous.content),
          });
        } catch (err) {
          this.log.error({ err, endpoint: id }, 'the secret of a webhook endpoint cannot be decrypted');
        }
      }
    });
  }
}
