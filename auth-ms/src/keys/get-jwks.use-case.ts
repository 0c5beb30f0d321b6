import { Injectable } from '@nestjs/common';
import type { Jwks } from '@orderwire/contracts';
import { SigningKeyRepository } from './signing-key.repository.js';

/** Returns the public keys that verify access tokens. */
@Injectable()
export class GetJwksUseCase {
  constructor(private readonly keys: SigningKeyRepository) {}

  async execute(): Promise<Jwks> {
    await this.keys.refresh();
    return { keys: this.keys.published(new Date()) };
  }
}
