import { hkdfSync } from 'node:crypto';
import Joi from 'joi';
import { inProduction } from './in-production.js';
import type { Keys } from './key-encryption.js';

const HOW = 'openssl rand -base64 32';

/** Keys in base64. The first one signs, encrypts and derives; all of them are accepted. */
export type SecretKeys = readonly [string, ...string[]];

/**
 * Joi rule of {@link SecretKeys}, separated by commas: each base64 of at least 32 random bytes. In
 * production readable or repetitive bytes are refused.
 */
export const secretKeys = (): Joi.StringSchema =>
  Joi.string()
    .required()
    .custom((value: string, helpers) => value.split(',').map((key) => check(key.trim(), helpers)))
    .messages({ 'any.custom': '{#error.message}' });

/** A key of 32 bytes for one purpose: keys of different purposes do not reveal each other or the secret. */
export const deriveKey = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', `orderwire ${purpose}`, 32));

/** {@link deriveKey} of all keys, in their order. */
export const deriveKeys = ([first, ...others]: SecretKeys, purpose: string): Keys => [
  deriveKey(first, purpose),
  ...others.map((secret) => deriveKey(secret, purpose)),
];

function check(value: string, helpers: Joi.CustomHelpers): string {
  const bytes = Buffer.from(value, 'base64');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value) || bytes.length < 32)
    throw new Error(`must be base64 of at least 32 random bytes (${HOW})`);
  if (inProduction(helpers) && isPlaceholder(value, bytes))
    throw new Error(`is a placeholder; create one with: ${HOW}`);
  return value;
}

/** Random bytes are neither readable text nor a few repeated values. */
function isPlaceholder(value: string, bytes: Buffer): boolean {
  const readable = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return readable || new Set(bytes).size < 16 || /(change.?me|placeholder|example|secret)/i.test(value);
}
