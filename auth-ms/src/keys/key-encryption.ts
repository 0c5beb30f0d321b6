import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Secrets, newest first: the first one encrypts and signs, all are accepted. */
export type Secrets = readonly [string, ...string[]];

/** Keys of 32 bytes for one purpose, in the order of the secrets. */
export function deriveKeys([first, ...others]: Secrets, purpose: string): readonly [Buffer, ...Buffer[]] {
  const derive = (secret: string) =>
    Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', `orderwire ${purpose}`, 32));
  return [derive(first), ...others.map(derive)];
}

/**
 * AES-256-GCM under keys derived from AUTH_KEY_SECRET: the first encrypts, all decrypt. The name is
 * authenticated with the content.
 */
export class KeyEncryption {
  private readonly keys: readonly [Buffer, ...Buffer[]];

  /** `secrets`: each base64 of at least 32 random bytes. */
  constructor(secrets: Secrets) {
    this.keys = deriveKeys(secrets, 'signing keys');
  }

  /** Returns nonce, authentication tag and ciphertext. */
  encrypt(name: string, content: Buffer): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.keys[0], nonce).setAAD(Buffer.from(name));
    const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
  }

  /**
   * The content, and whether an older secret than the first encrypted it. Throws for another secret,
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
