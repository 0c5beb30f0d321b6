import { createHash } from 'node:crypto';
import { FileDamaged } from './file-store.js';

/** 64 hexadecimal digits. */
export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The bytes, if they have this SHA-256. */
export function checked(bytes: Buffer, sha256: string): Buffer {
  if (sha256Of(bytes) !== sha256)
    throw new FileDamaged(sha256, 'has other bytes than those that were stored');
  return bytes;
}
