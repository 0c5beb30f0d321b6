import { Injectable } from '@nestjs/common';
import { Every } from '@orderwire/platform';
import { RotateSigningKeysUseCase } from './rotate-signing-keys.use-case.js';

/** Keeps the signing keys up to date. The service also does so before it starts. */
@Injectable()
export class RotateSigningKeysJob {
  constructor(private readonly rotateSigningKeys: RotateSigningKeysUseCase) {}

  @Every(60_000, { runAtStart: false })
  run(): Promise<void> {
    return this.rotateSigningKeys.execute();
  }
}
