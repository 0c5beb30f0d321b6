import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import { hashOf, type Keys, type SecretToken } from '../keys/secret-token.js';

/** The session and the generation that a refresh token names. */
export interface RefreshTokenClaims {
  sessionId: string;
  generation: number;
}

const BODY_LENGTH = 16 + 4 + 32;
const MAC_LENGTH = 16;

/**
 * Issues refresh tokens: session id, generation and 256 random bits under a MAC. A token is valid
 * only while its hash is stored. Its claims identify an old token whose hash was deleted: a session
 * keeps few rows however often it is refreshed, and a stolen token ends the session however late it
 * is used.
 */
export class RefreshTokens {
  constructor(private readonly keys: Keys) {}

  issue({ sessionId, generation }: RefreshTokenClaims): SecretToken {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(generation);
    const body = Buffer.concat([parse(sessionId), number, randomBytes(32)]);
    const secret = Buffer.concat([body, mac(this.keys[0], body)]).toString('base64url');
    return { secret, hash: hashOf(secret) };
  }

  /** Undefined for a token that was not issued with one of these keys. */
  parse(secret: string): RefreshTokenClaims | undefined {
    const bytes = Buffer.from(secret, 'base64url');
    if (bytes.length !== BODY_LENGTH + MAC_LENGTH) return undefined;
    const body = bytes.subarray(0, BODY_LENGTH);
    const given = bytes.subarray(BODY_LENGTH);
    if (!this.keys.some((key) => timingSafeEqual(mac(key, body), given))) return undefined;
    return { sessionId: stringify(body.subarray(0, 16)), generation: body.readUInt32BE(16) };
  }
}

const mac = (key: Buffer, body: Buffer): Buffer =>
  createHmac('sha256', key).update(body).digest().subarray(0, MAC_LENGTH);
