import { GetJwks, type SigningJwk, system } from '@orderwire/contracts';
import { type CryptoKey, importJWK } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { runInContext } from '../context/context.js';
import type { RpcClient } from '../rpc/rpc-client.js';

/** However many tokens name keys that do not exist, nobody is asked more often than this. */
const ASK_AGAIN_MS = 5_000;

/** A key that is published no longer is forgotten after this time at the latest. */
const REFRESH_MS = 600_000;

/**
 * The public keys of access tokens. A new key is published an hour before it signs, so that it is here before the first
 * token names it; a name that is not here is looked up once.
 */
export class JwksCache {
  private keys = new Map<string, CryptoKey>();
  private readAt = 0;
  private triedAt = 0;
  private reading: Promise<void> | undefined;

  constructor(private readonly rpc: Pick<RpcClient, 'ask'>) {}

  /** The key of this name, if there is one. Throws service_unavailable when no keys were ever read and nobody answers. */
  async find(kid: string): Promise<CryptoKey | undefined> {
    const known = this.keys.get(kid);
    const now = Date.now();
    if (known && now - this.readAt < REFRESH_MS) return known;
    // While nobody answers, a known key goes on working; without any key, each token is worth another try.
    if (now - this.triedAt >= ASK_AGAIN_MS || this.keys.size === 0) {
      const read = this.read();
      if (!known) await read;
      else read.catch(() => undefined);
    }
    return this.keys.get(kid);
  }

  /** Reads the keys, once however many wait for them. */
  read(): Promise<void> {
    this.triedAt = Date.now();
    this.reading ??= this.ask().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async ask(): Promise<void> {
    // Nobody's request in particular: it must not end with the patience of one caller.
    const context = { correlationId: uuidv7(), actor: system };
    const { keys } = await runInContext(context, () => this.rpc.ask(GetJwks, {}));
    const imported = keys.map(async (key): Promise<[string, CryptoKey]> => [key.kid, await publicKey(key)]);
    this.keys = new Map(await Promise.all(imported));
    this.readAt = Date.now();
  }
}

const publicKey = (key: SigningJwk): Promise<CryptoKey> => importJWK<SigningJwk>({ ...key }, key.alg);
