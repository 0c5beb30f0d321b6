import { createHash, randomBytes } from 'node:crypto';

/** A secret that is handed out once, and its hash, which is stored. */
export interface SecretToken {
  /** 256 random bits in base64url. */
  secret: string;
  /**
   * SHA-256 of `secret`. A plain hash is enough because a random secret of this size cannot be
   * guessed.
   */
  hash: Buffer;
}

export function newSecretToken(): SecretToken {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: hashOf(secret) };
}

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
