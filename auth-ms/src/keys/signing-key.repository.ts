import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { SigningJwk } from '@orderwire/contracts';
import { type Database, type KeyEncryption, statement } from '@orderwire/platform';
import { calculateJwkThumbprint } from 'jose';
import {
  nextKey,
  publishedAt,
  redate,
  type ScheduledKey,
  signerAt,
  type SigningSchedule,
} from './signing-schedule.js';

type Row = { number: number; kid: string; signsFrom: Date; publicKey: SigningJwk; privateBox: Buffer };

const lock = statement('signing_keys.lock', "SELECT pg_advisory_xact_lock(hashtext('auth.signing_keys'))");
const all = statement<Row>(
  'signing_keys.all',
  `SELECT number, kid, signs_from AS "signsFrom", public_key AS "publicKey", private_box AS "privateBox"
   FROM signing_keys ORDER BY number`,
);
const insert = statement<Record<string, never>, Omit<Row, 'publicKey'> & { publicKey: string }>(
  'signing_keys.insert',
  `INSERT INTO signing_keys (number, kid, public_key, private_box, signs_from)
   VALUES (:number, :kid, :publicKey, :privateBox, :signsFrom)`,
);
const remove = statement<Record<string, never>, { numbers: number[] }>(
  'signing_keys.remove',
  'DELETE FROM signing_keys WHERE number = ANY (:numbers::int[])',
);

const setDate = statement<Record<string, never>, ScheduledKey>(
  'signing_keys.set_date',
  'UPDATE signing_keys SET signs_from = :signsFrom WHERE number = :number',
);
const setBox = statement<Record<string, never>, Pick<Row, 'number' | 'privateBox'>>(
  'signing_keys.set_box',
  'UPDATE signing_keys SET private_box = :privateBox WHERE number = :number',
);

/** How old the loaded keys may be when they are published. */
const FRESH_MS = 1_000;

/** How long a request for the published keys waits for the database. */
const WAIT_MS = 1_000;

interface SigningKey extends ScheduledKey {
  kid: string;
  publicKey: SigningJwk;
  privateKey: KeyObject;
}

/** The signing keys. All replicas share them through the database; each keeps a copy in memory. */
export class SigningKeyRepository {
  private keys: SigningKey[] = [];
  private loadedAt = -Infinity;
  private problem: Error | undefined;

  constructor(
    private readonly database: Database,
    private readonly encryption: KeyEncryption,
    private readonly schedule: SigningSchedule,
  ) {}

  /**
   * Creates the next key when it is due, corrects dates that a wrong clock wrote, encrypts with the
   * first secret, deletes expired keys and reloads all. Replicas take turns.
   */
  async rotate(now = new Date()): Promise<void> {
    const rows = await this.database.transaction(async (tx) => {
      await tx.run(lock);
      for (const key of redate(await tx.run(all), this.schedule, now)) await tx.run(setDate, key);
      const found = await tx.run(all);
      for (const box of found.flatMap((row) => this.encryptAnew(row))) await tx.run(setBox, box);
      const due = nextKey(found, this.schedule, now);
      if (due) await tx.run(insert, await this.generate(due));
      const kept = publishedAt(found, this.schedule, now);
      const numbers = found.filter((key) => !kept.includes(key)).map(({ number }) => number);
      if (numbers.length > 0) await tx.run(remove, { numbers });
      return tx.run(all);
    });
    this.load(rows);
  }

  /**
   * Loads the keys that other replicas created or withdrew. Without an answer of the database within
   * a second the loaded ones stay.
   */
  async refresh(): Promise<void> {
    if (performance.now() - this.loadedAt < FRESH_MS) return;
    const loaded = this.database.run(all).then((rows) => this.load(rows));
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, WAIT_MS).unref());
    await Promise.race([loaded.catch(() => undefined), timeout]);
  }

  /** Signs as a sign-in does. Throws with the reason when that is impossible. */
  checkSigning(now = new Date()): void {
    if (this.problem) throw this.problem;
    sign(null, Buffer.from('readiness'), this.current(now).privateKey);
  }

  private load(rows: readonly Row[]): void {
    try {
      this.keys = rows.map((row) => this.decrypt(row));
      this.loadedAt = performance.now();
      this.problem = undefined;
    } catch (error) {
      this.problem = error as Error;
      throw error;
    }
  }

  /** Withdraws all keys and creates one that signs at once: earlier access tokens are refused. */
  async replaceAll(now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.run(lock);
      const numbers = (await tx.run(all)).map(({ number }) => number);
      await tx.run(insert, await this.generate({ number: Math.max(0, ...numbers) + 1, signsFrom: now }));
      await tx.run(remove, { numbers });
    });
    await this.rotate(now);
  }

  /** The key that signs now. */
  current(now: Date): SigningKey {
    const key = signerAt(this.keys, now);
    if (!key) throw new Error('there is no signing key');
    return key;
  }

  published(now: Date): SigningJwk[] {
    return publishedAt(this.keys, this.schedule, now).map(({ publicKey }) => publicKey);
  }

  private async generate({ number, signsFrom }: ScheduledKey) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const { x = '' } = publicKey.export({ format: 'jwk' });
    const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
    const jwk: SigningJwk = { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid, x };
    const privateBox = this.encryption.encrypt(kid, privateKey.export({ format: 'der', type: 'pkcs8' }));
    return { number, kid, publicKey: JSON.stringify(jwk), privateBox, signsFrom };
  }

  /** What to store when an older secret than the first encrypted this key. */
  private encryptAnew({ number, kid, privateBox }: Row): Pick<Row, 'number' | 'privateBox'>[] {
    try {
      const { content, outdated } = this.encryption.decrypt(kid, privateBox);
      return outdated ? [{ number, privateBox: this.encryption.encrypt(kid, content) }] : [];
    } catch {
      return [];
    }
  }

  private decrypt({ number, kid, signsFrom, publicKey, privateBox }: Row): SigningKey {
    // Another replica may have encrypted it anew, with a secret that this process gets at its restart.
    const known = this.keys.find((key) => key.kid === kid);
    if (known) return { ...known, number, signsFrom };
    try {
      const { content } = this.encryption.decrypt(kid, privateBox);
      const privateKey = createPrivateKey({ key: content, format: 'der', type: 'pkcs8' });
      return { number, kid, signsFrom, publicKey, privateKey };
    } catch (cause) {
      throw new Error(
        'AUTH_KEY_SECRET does not decrypt the signing keys in the database: they were encrypted with another secret. Add it to the list, or withdraw the keys; see docs/security.md.',
        { cause },
      );
    }
  }
}
