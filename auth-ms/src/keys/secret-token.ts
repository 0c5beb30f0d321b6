import { createHash } from 'node:crypto';

/** Keys of 32 bytes, newest first: the first one makes tokens, all are accepted. */
export type Keys = readonly [Buffer, ...Buffer[]];

/** A secret that is handed out, and its hash, which is stored. */
export interface SecretToken {
  /** At least 256 bits in base64url that cannot be guessed. */
  secret: string;
  /** SHA-256 of `secret`. A plain hash is enough for a secret of this size. */
  hash: Buffer;
}

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
