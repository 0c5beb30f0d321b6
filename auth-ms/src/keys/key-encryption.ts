import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * AES-256-GCM under a key derived from AUTH_KEY_SECRET. The name is authenticated with the content.
 */
export class KeyEncryption {
  private readonly key: Buffer;

  /** `secret`: base64 of at least 32 random bytes. */
  constructor(secret: string) {
    this.key = Buffer.from(
      hkdfSync('sha256', Buffer.from(secret, 'base64'), '', 'orderwire signing keys', 32),
    );
  }

  /** Returns nonce, authentication tag and ciphertext. */
  encrypt(name: string, content: Buffer): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(name));
    const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
  }

  /** Throws for another secret, another name or changed bytes. */
  decrypt(name: string, encrypted: Buffer): Buffer {
    const nonce = encrypted.subarray(0, 12);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(name)).setAuthTag(encrypted.subarray(12, 28));
    return Buffer.concat([decipher.update(encrypted.subarray(28)), decipher.final()]);
  }
}
