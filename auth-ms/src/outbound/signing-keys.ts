import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { SigningJwk } from '@orderwire/contracts';
import { type Database, statement } from '@orderwire/platform';
import { calculateJwkThumbprint } from 'jose';
import { nextKey, publishedAt, type Schedule, type Scheduled, signerAt } from '../domain/signing-schedule.js';
import type { KeyBox } from './key-box.js';

type Row = { number: number; kid: string; signsFrom: Date; publicKey: SigningJwk; privateBox: Buffer };

const lock = statement('signing_keys.lock', "SELECT pg_advisory_xact_lock(hashtext('auth.signing_keys'))");
const all = statement<Row>(
  'signing_keys.all',
  `SELECT number, kid, signs_from AS "signsFrom", public_key AS "publicKey", private_box AS "privateBox"
   FROM signing_keys ORDER BY number`,
);
const insert = statement(
  'signing_keys.insert',
  `INSERT INTO signing_keys (number, kid, public_key, private_box, signs_from) VALUES ($1, $2, $3, $4, $5)`,
);
const remove = statement('signing_keys.remove', 'DELETE FROM signing_keys WHERE number = ANY ($1::int[])');

interface Key extends Scheduled {
  kid: string;
  publicKey: SigningJwk;
  privateKey: KeyObject;
}

/** The signing keys, shared by all replicas through the database and kept in memory. */
export class SigningKeys {
  private keys: Key[] = [];

  constructor(
    private readonly database: Database,
    private readonly box: KeyBox,
    private readonly schedule: Schedule,
  ) {}

  /** Makes the next key when it is time, drops those nobody needs, and reads them all. Replicas take turns. */
  async keep(now = new Date()): Promise<void> {
    const rows = await this.database.transaction(async (tx) => {
      await tx.run(lock);
      const found = await tx.run(all);
      const due = nextKey(found, this.schedule, now);
      if (due) await tx.run(insert, await this.make(due));
      const kept = publishedAt(found, this.schedule, now);
      const gone = found.filter((key) => !kept.includes(key)).map(({ number }) => number);
      if (gone.length > 0) await tx.run(remove, [gone]);
      return tx.run(all);
    });
    this.keys = rows.map((row) => this.open(row));
  }

  /** The key that signs now. */
  signer(now: Date): Key {
    const key = signerAt(this.keys, now);
    if (!key) throw new Error('there is no signing key');
    return key;
  }

  published(now: Date): SigningJwk[] {
    return publishedAt(this.keys, this.schedule, now).map(({ publicKey }) => publicKey);
  }

  private async make({ number, signsFrom }: Scheduled): Promise<unknown[]> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const { x = '' } = publicKey.export({ format: 'jwk' });
    const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
    const jwk: SigningJwk = { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid, x };
    const box = this.box.close(kid, privateKey.export({ format: 'der', type: 'pkcs8' }));
    return [number, kid, JSON.stringify(jwk), box, signsFrom];
  }

  private open({ number, kid, signsFrom, publicKey, privateBox }: Row): Key {
    try {
      const der = this.box.open(kid, privateBox);
      const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
      return { number, kid, signsFrom, publicKey, privateKey };
    } catch (cause) {
      throw new Error(
        'AUTH_KEY_SECRET does not open the signing keys in the database: it is not the secret they were made under.',
        { cause },
      );
    }
  }
}
