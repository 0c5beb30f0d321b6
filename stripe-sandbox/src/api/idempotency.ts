import { createHash } from 'node:crypto';
import type { Core } from '../core.js';
import { bodyOf, render } from '../objects/render.js';
import type { Answer } from '../store/store.js';
import { ApiError } from './api-error.js';

/** A request as far as idempotency is concerned. */
export interface KeyedRequest {
  key: string;
  path: string;
  fingerprint: string;
}

/** The same for the same parameters, in whatever order they were sent. */
export function fingerprintOf(body: string): string {
  return createHash('sha1').update(body.split('&').sort().join('&')).digest('base64');
}

/**
 * Keys that are being worked on. Together with the stored answers they give Stripe's rules: one
 * execution per key and 24 hours; the same key with other parameters or on another endpoint is an
 * error, and so is a second request before the first has ended.
 */
export class InFlight {
  private readonly keys = new Set<string>();

  constructor(private readonly core: Core) {}

  /**
   * The remembered answer, or undefined after the key was taken; then the caller has to {@link
   * release} it.
   */
  take({ key, path, fingerprint }: KeyedRequest): Answer | undefined {
    if (key.length > 255) {
      throw new ApiError(
        400,
        'invalid_request_error',
        'Idempotency keys may be at most 255 characters long.',
      );
    }
    const answer = this.core.store.answer(key, this.core.now());
    if (answer && answer.path !== path) {
      throw mismatch(
        `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${path}' vs '${answer.path}'). Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    if (answer && answer.fingerprint !== fingerprint) {
      throw mismatch(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    if (answer) return answer;
    if (this.keys.has(key)) {
      throw new ApiError(
        409,
        'idempotency_error',
        `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
        { code: 'idempotency_key_in_use' },
      );
    }
    this.keys.add(key);
    return undefined;
  }

  release(key: string): void {
    this.keys.delete(key);
  }
}

/** The body of a remembered answer, as it was first sent. */
export function replayed(answer: Answer, publicUrl: string): string {
  const seconds = Math.floor(answer.at / 1000);
  return answer.body ?? (answer.snapshot ? bodyOf(render(answer.snapshot, publicUrl, seconds)) : '{}');
}

const mismatch = (message: string): ApiError => new ApiError(400, 'idempotency_error', message);
