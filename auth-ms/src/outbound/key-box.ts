import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** AES-256-GCM under a key derived from AUTH_KEY_SECRET. A box opens only under the name it was closed with. */
export class KeyBox {
  private readonly key: Buffer;

  /** `secret`: base64 of at least 32 random bytes. */
  constructor(secret: string) {
    this.key = Buffer.from(
      hkdfSync('sha256', Buffer.from(secret, 'base64'), '', 'orderwire signing keys', 32),
    );
  }

  /** Nonce, tag, ciphertext. */
  close(name: string, content: Buffer): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws when the secret or the name is another one, or when somebody changed the box. */
  open(name: string, box: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.key, box.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(name)).setAuthTag(box.subarray(12, 28));
    return Buffer.concat([decipher.update(box.subarray(28)), decipher.final()]);
  }
}
