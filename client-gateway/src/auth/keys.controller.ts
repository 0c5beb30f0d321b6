import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetJwks, type Jwks } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { Serves } from '../openapi/serves.js';

/** The keys by which anybody can verify access tokens. */
@ApiTags('Accounts')
@Controller('.well-known')
export class KeysController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  @Serves(GetJwks, {
    summary: 'Get the keys that verify access tokens',
    description: 'The next key is here an hour before it signs.',
  })
  jwks(): Promise<Jwks> {
    return this.rpc.ask(GetJwks, {});
  }
}
