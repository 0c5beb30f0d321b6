import { Injectable } from '@nestjs/common';
import type { Jwks } from '@orderwire/contracts';
import { SigningKeys } from '../outbound/signing-keys.js';

/** Shows the public keys that verify access tokens. */
@Injectable()
export class GetJwks {
  constructor(private readonly keys: SigningKeys) {}

  async execute(): Promise<Jwks> {
    return { keys: this.keys.published(new Date()) };
  }
}
