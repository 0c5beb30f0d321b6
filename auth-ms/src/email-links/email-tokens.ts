import { createHmac } from 'node:crypto';
import { hashOf, type Keys, type SecretToken } from '../keys/secret-token.js';

/**
 * A one-time token is a MAC of its id: it is computed for the e-mail and not stored anywhere. It is
 * valid only while its hash is stored.
 */
export class EmailTokens {
  constructor(private readonly keys: Keys) {}

  /** Always the same token for one id. */
  issue(id: string): SecretToken {
    return tokenOf(this.keys[0], id);
  }

  /** The token with this hash; undefined when none of the keys made it. */
  recover(id: string, hash: Buffer): string | undefined {
    return this.keys.map((key) => tokenOf(key, id)).find((token) => token.hash.equals(hash))?.secret;
  }
}

function tokenOf(key: Buffer, id: string): SecretToken {
  const secret = createHmac('sha256', key).update(id).digest('base64url');
  return { secret, hash: hashOf(secret) };
}
