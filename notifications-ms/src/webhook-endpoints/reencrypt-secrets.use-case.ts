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
        const current = this.renewed(id, secret);
        const previous = previousSecret && this.renewed(id, previousSecret);
        if (!current && !previous) continue;
        await this.endpoints.replaceSecrets(tx, {
          id,
          secret: current ?? secret,
          previousSecret: previous ?? previousSecret,
        });
      }
    });
  }

  /** The secret under the first key; undefined when it is, or when no key can read it. */
  private renewed(id: string, secret: Buffer): Buffer | undefined {
    try {
      const { content, outdated } = this.encryption.decrypt(id, secret);
      return outdated ? this.encryption.encrypt(id, content) : undefined;
    } catch (err) {
      this.log.error({ err, endpoint: id }, 'a secret of a webhook endpoint cannot be decrypted');
      return undefined;
    }
  }
}
