import { Controller } from '@nestjs/common';
import { GetJwks, type Jwks } from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { GetJwksUseCase } from './get-jwks.use-case.js';

/** Public keys for the verification of access tokens. */
@Controller()
export class KeysController {
  constructor(private readonly getJwksUseCase: GetJwksUseCase) {}

  @RpcHandler(GetJwks)
  getJwks(): Promise<Jwks> {
    return this.getJwksUseCase.execute();
  }
}
