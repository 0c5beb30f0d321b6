import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Keys of 32 bytes, newest first: the first one encrypts and authenticates, all are accepted. */
export type Keys = readonly [Buffer, ...Buffer[]];

/**
 * AES-256-GCM: the first key encrypts, all decrypt. The name is authenticated with the content.
 */
export class KeyEncryption {
  constructor(private readonly keys: Keys) {}

  /** Returns nonce, authentication tag and ciphertext. */
  encrypt(name: string, content: Buffer): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.keys[0], nonce).setAAD(Buffer.from(name));
    const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
  }

  /**
   * The content, and whether an older key than the first encrypted it. Throws for another key,
   * another name or changed bytes.
   */
  decrypt(name: string, encrypted: Buffer): { content: Buffer; outdated: boolean } {
    let failure: unknown;
    for (const [i, key] of this.keys.entries()) {
      try {
        return { content: decryptWith(key, name, encrypted), outdated: i > 0 };
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}

function decryptWith(key: Buffer, name: string, encrypted: Buffer): Buffer {
  const nonce = encrypted.subarray(0, 12);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(name)).setAuthTag(encrypted.subarray(12, 28));
  return Buffer.concat([decipher.update(encrypted.subarray(28)), decipher.final()]);
}
