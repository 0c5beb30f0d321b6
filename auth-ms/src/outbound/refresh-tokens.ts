import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import { hashOf, type SecretToken } from '../domain/secret-token.js';

/** Of which session and which of its generations a refresh token says it is. */
export interface Told {
  sessionId: string;
  generation: number;
}

const BODY = 16 + 4 + 32;
const MAC = 16;

/**
 * Makes refresh tokens: session, generation and 256 random bits, under a MAC. A token is good because its hash is stored, and only then.
 * What it says of itself serves to recognise one that was used long ago, whose hash is not kept any more: so a session needs no more
 * than a few rows, however often it is refreshed, and a stolen token ends it however late it comes back.
 */
export class RefreshTokens {
  private readonly key: Buffer;

  /** `secret`: base64 of at least 32 random bytes. */
  constructor(secret: string) {
    this.key = Buffer.from(
      hkdfSync('sha256', Buffer.from(secret, 'base64'), '', 'orderwire refresh tokens', 32),
    );
  }

  make({ sessionId, generation }: Told): SecretToken {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(generation);
    const body = Buffer.concat([parse(sessionId), number, randomBytes(32)]);
    const secret = Buffer.concat([body, this.mac(body)]).toString('base64url');
    return { secret, hash: hashOf(secret) };
  }

  /** Undefined for a text that we did not make. */
  read(secret: string): Told | undefined {
    const bytes = Buffer.from(secret, 'base64url');
    if (bytes.length !== BODY + MAC) return undefined;
    const body = bytes.subarray(0, BODY);
    if (!timingSafeEqual(this.mac(body), bytes.subarray(BODY))) return undefined;
    return { sessionId: stringify(body.subarray(0, 16)), generation: body.readUInt32BE(16) };
  }

  private mac(body: Buffer): Buffer {
    return createHmac('sha256', this.key).update(body).digest().subarray(0, MAC);
  }
}
