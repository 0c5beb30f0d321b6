import { Injectable } from '@nestjs/common';
import { SigningKeyRepository } from './signing-key.repository.js';

/** Creates the next signing key when it is due, and loads the keys that other replicas created. */
@Injectable()
export class RotateSigningKeysUseCase {
  constructor(private readonly keys: SigningKeyRepository) {}

  execute(): Promise<void> {
    return this.keys.rotate();
  }
}
