import { Type } from 'class-transformer';
import { IsIn, IsString, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { EmptyRequest } from '../../empty-request.js';

/** The public half of a signing key (RFC 7517, RFC 8037). */
export class SigningJwk {
  @IsIn(['OKP'])
  kty!: 'OKP';

  @IsIn(['Ed25519'])
  crv!: 'Ed25519';

  @IsIn(['EdDSA'])
  alg!: 'EdDSA';

  @IsIn(['sig'])
  use!: 'sig';

  @IsString()
  kid!: string;

  /** base64url. */
  @IsString()
  x!: string;
}

export class Jwks {
  @ValidateNested({ each: true })
  @Type(() => SigningJwk)
  keys!: SigningJwk[];
}

export const GetJwks = rpc('auth.jwks', {
  description:
    'The public keys that verify access tokens: the current key, earlier ones until their last token expires, and the next one before it is used.',
  request: EmptyRequest,
  reply: Jwks,
  readOnly: true,
  access: 'anyone',
  callers: 'all',
  systemCallers: 'all',
});
