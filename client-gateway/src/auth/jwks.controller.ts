import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetJwks, type Jwks } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { Route } from '../edge/route.js';

/** The public keys that verify access tokens (RFC 8615 path). */
@ApiTags('Accounts')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  @Route(GetJwks, {
    summary: 'Get the keys that verify access tokens',
    description: 'A new key is published an hour before it signs.',
  })
  jwks(): Promise<Jwks> {
    return this.rpc.request(GetJwks, {});
  }
}
