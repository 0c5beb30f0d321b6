import { createHash, randomBytes } from 'node:crypto';

/** A secret that leaves the house once, and what of it is kept. */
export interface SecretToken {
  /** 256 random bits in base64url. */
  secret: string;
  /** SHA-256 of `secret`. Enough for a random secret of that size: there is nothing to guess. */
  hash: Buffer;
}

export function newSecretToken(): SecretToken {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: hashOf(secret) };
}

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
