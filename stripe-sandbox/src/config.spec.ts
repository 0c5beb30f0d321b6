import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

const GOOD = { STRIPE_SECRET: 'sk_test_abc', STRIPE_ENDPOINT_SECRET: 'whsec_abc' };

describe('configuration', () => {
  it('names every wrong variable at once', () => {
    const read = (): unknown => readConfig({ PORT: '99999', WEBHOOK_URL: 'nope', STRIPE_SECRET: 'abc' });
    expect(read).toThrow(/PORT[\s\S]*STRIPE_SECRET[\s\S]*STRIPE_ENDPOINT_SECRET[\s\S]*WEBHOOK_URL/);
  });

  it.each([
    { ...GOOD, STRIPE_SECRET: 'sk_live_51abcdef' },
    { ...GOOD, STRIPE_SECRET: 'rk_live_51abcdef' },
    { ...GOOD, STRIPE_ENDPOINT_SECRET: 'whsec_live_abcdef' },
  ])('refuses a live key and does not repeat it: %j', (env) => {
    expect(() => readConfig(env)).toThrow('live Stripe key');
    expect(() => readConfig(env)).not.toThrow('abcdef');
  });

  it('has a default for everything but the two secrets', () => {
    expect(readConfig(GOOD)).toMatchObject({
      host: '127.0.0.1',
      webhookEvents: ['*'],
      delayedPaymentSeconds: 5,
    });
  });

  it('reads fault settings as JSON or from a file, and names invalid ones', () => {
    expect(readConfig(GOOD).faults).toBeUndefined();
    const faults = { seed: 9, webhooks: { drop: 0.1 } };
    expect(readConfig({ ...GOOD, FAULTS: JSON.stringify(faults) }).faults).toMatchObject(faults);
    const folder = mkdtempSync(join(tmpdir(), 'orderwire-sandbox-'));
    const file = join(folder, 'faults.json');
    writeFileSync(file, JSON.stringify(faults));
    expect(readConfig({ ...GOOD, FAULTS: file }).faults).toMatchObject(faults);
    rmSync(folder, { recursive: true });
    const read = (FAULTS: string) => (): unknown => readConfig({ ...GOOD, FAULTS });
    expect(read('{"webhooks":{"drop":2}}')).toThrow(
      /FAULTS.*"webhooks.drop" must be less than or equal to 1/,
    );
    expect(read('/nowhere/faults.json')).toThrow(/FAULTS.*no such file/);
    expect(read('{"seed":')).toThrow(/FAULTS.*JSON/);
  });

  it('takes the two secrets from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'orderwire-sandbox-'));
    const files = {
      STRIPE_SECRET_FILE: join(folder, 'key'),
      STRIPE_ENDPOINT_SECRET_FILE: join(folder, 'hook'),
    };
    expect(() => readConfig(files)).toThrow('"STRIPE_SECRET_FILE" names');
    writeFileSync(files.STRIPE_SECRET_FILE, 'sk_test_abc\n');
    writeFileSync(files.STRIPE_ENDPOINT_SECRET_FILE, 'sk_live_abc\n');
    expect(() => readConfig(files)).toThrow('live Stripe key');
    writeFileSync(files.STRIPE_ENDPOINT_SECRET_FILE, 'whsec_abc\n');
    expect(readConfig(files)).toMatchObject({ secretKey: 'sk_test_abc', endpointSecret: 'whsec_abc' });
    rmSync(folder, { recursive: true });
  });
});
