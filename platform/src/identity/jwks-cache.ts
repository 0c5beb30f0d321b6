import { GetJwks, type SigningJwk, system } from '@orderwire/contracts';
import { type CryptoKey, importJWK } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { runInContext } from '../context/context.js';
import type { RpcClient } from '../rpc/rpc-client.js';

/** Minimum interval between two reads, however many tokens name unknown keys. */
const MIN_READ_INTERVAL_MS = 5_000;

/** A key that is no longer published is dropped after this time at the latest. */
const REFRESH_MS = 600_000;

/**
 * The public keys of access tokens. auth-ms publishes a new key an hour before it signs with it, so
 * the key is cached before the first token names it. An unknown key id causes a read.
 */
export class JwksCache {
  private keys = new Map<string, CryptoKey>();
  private readAt = 0;
  private triedAt = 0;
  private reading: Promise<void> | undefined;

  constructor(private readonly rpc: Pick<RpcClient, 'request'>) {}

  /**
   * The key with this id, if it exists. Throws service_unavailable when auth-ms does not respond
   * and no keys are cached.
   */
  async find(kid: string): Promise<CryptoKey | undefined> {
    const known = this.keys.get(kid);
    const now = Date.now();
    if (known && now - this.readAt < REFRESH_MS) return known;
    // While auth-ms is unavailable a cached key stays valid. Without any key, each token causes a
    // read.
    if (now - this.triedAt >= MIN_READ_INTERVAL_MS || this.keys.size === 0) {
      const read = this.read();
      if (!known) await read;
      else read.catch(() => undefined);
    }
    return this.keys.get(kid);
  }

  /** Reads the keys. Concurrent calls share one request. */
  read(): Promise<void> {
    this.triedAt = Date.now();
    this.reading ??= this.request().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async request(): Promise<void> {
    // A context of its own: the request must not end at the deadline of one caller.
    const context = { correlationId: uuidv7(), actor: system };
    const { keys } = await runInContext(context, () => this.rpc.request(GetJwks, {}));
    const imported = keys.map(async (key): Promise<[string, CryptoKey]> => [key.kid, await publicKey(key)]);
    this.keys = new Map(await Promise.all(imported));
    this.readAt = Date.now();
  }
}

const publicKey = (key: SigningJwk): Promise<CryptoKey> => importJWK<SigningJwk>({ ...key }, key.alg);
