import { GetJwks, type SigningJwk, system } from '@orderwire/contracts';
import { type CryptoKey, importJWK } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { runInContext } from '../context/context.js';
import type { RpcClient } from '../rpc/rpc-client.js';

/** Minimum interval between two reads, however many tokens name unknown keys. */
const MIN_READ_INTERVAL_MS = 1_000;

/** Older keys are read again in the background. */
const REFRESH_MS = 20_000;

/** Older keys are not used before they were read again: a withdrawn key is refused after this time. */
const MAX_AGE_MS = 45_000;

/**
 * The public keys of access tokens. auth-ms publishes a new key an hour before it signs with it, so
 * the key is cached before the first token names it. An unknown key id causes a read. While auth-ms
 * is unavailable, cached keys stay valid.
 */
export class JwksCache {
  private keys = new Map<string, CryptoKey>();
  private readAt = -Infinity;
  private triedAt = -Infinity;
  private failed = false;
  private reading: Promise<void> | undefined;

  /** `now` is a clock in milliseconds that is never set. */
  constructor(
    private readonly rpc: Pick<RpcClient, 'request'>,
    private readonly now = () => performance.now(),
  ) {}

  /**
   * The key with this id, if it exists. Throws service_unavailable when auth-ms does not respond
   * and no keys are cached.
   */
  async find(kid: string): Promise<CryptoKey | undefined> {
    const known = this.keys.get(kid);
    const age = this.now() - this.readAt;
    if (known && age < REFRESH_MS) return known;
    const due = this.now() - this.triedAt >= MIN_READ_INTERVAL_MS;
    // Without any key, each token causes a read.
    if (due || this.reading || this.keys.size === 0) {
      const read = this.read();
      if (!known) await read;
      // In an outage one request waits, and the following ones do not.
      else if (age >= MAX_AGE_MS && !this.failed) await read.catch(() => undefined);
      else read.catch(() => undefined);
    }
    return this.keys.get(kid);
  }

  /** Reads the keys. Concurrent calls share one request. */
  read(): Promise<void> {
    this.triedAt = this.now();
    this.reading ??= this.request().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async request(): Promise<void> {
    const startedAt = this.now();
    // A context of its own: the request must not end at the deadline of one caller.
    const context = { correlationId: uuidv7(), actor: system };
    const { keys } = await runInContext(context, () => this.rpc.request(GetJwks, {})).catch(
      (error: unknown) => {
        this.failed = true;
        throw error;
      },
    );
    const imported = keys.map(async (key): Promise<[string, CryptoKey]> => [key.kid, await publicKey(key)]);
    this.keys = new Map(await Promise.all(imported));
    this.readAt = startedAt;
    this.failed = false;
  }
}

const publicKey = (key: SigningJwk): Promise<CryptoKey> => importJWK<SigningJwk>({ ...key }, key.alg);
