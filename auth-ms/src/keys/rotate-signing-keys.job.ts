import { Injectable } from '@nestjs/common';
import { Every } from '@orderwire/platform';
import { RotateSigningKeysUseCase } from './rotate-signing-keys.use-case.js';

/** Keeps the signing keys up to date: a key that was withdrawn elsewhere signs for ten more seconds. The service also does so before it starts. */
@Injectable()
export class RotateSigningKeysJob {
  constructor(private readonly rotateSigningKeys: RotateSigningKeysUseCase) {}

  @Every(10_000, { runAtStart: false })
  run(): Promise<void> {
    return this.rotateSigningKeys.execute();
  }
}
