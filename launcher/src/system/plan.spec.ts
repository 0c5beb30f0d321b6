import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../config.js';
import { loadSecrets } from '../secrets.js';
import { stripeAccess, topology } from '../topology.js';
import { natsAccountNames } from './nats-accounts.js';
import { environmentOf, makePlan, systemContext } from './plan.js';

/** The environments of the planned services by name, and the mail server of the services. */
async function planned(environment: Environment) {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-plan-'));
  try {
    const secrets = loadSecrets(join(dataDir, 'secrets.json'), [], natsAccountNames());
    const stripe = stripeAccess(environment, secrets);
    const plan = await makePlan({ topology, stripe, environment, ports: 'free', replicas: {} });
    const context = systemContext(plan, secrets, stripe, { dataDir, environment });
    const environments = plan.services.map(({ definition, replicas: [replica] }) => {
      return [definition.name, replica && environmentOf(definition, replica, context)] as const;
    });
    return { services: Object.fromEntries(environments), smtpUrl: context.smtpUrl };
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

async function mailOf(environment: Environment): Promise<{ mailbox?: Environment; smtpUrl?: string }> {
  const { services, smtpUrl } = await planned(environment);
  return { mailbox: services['mailbox'], smtpUrl };
}

describe('the mailbox', () => {
  it('receives its two ports, of which the services get the one for mails', async () => {
    const { mailbox, smtpUrl } = await mailOf({ SMTP_USER: 'other', SMTP_PASSWORD: 'server' });
    expect(mailbox).toMatchObject({ HOST: '127.0.0.1', SMTP_USER: '', SMTP_PASSWORD: '' });
    expect(smtpUrl).toBe(`smtp://127.0.0.1:${mailbox?.['SMTP_PORT']}`);
    expect(mailbox?.['PORT']).not.toBe(mailbox?.['SMTP_PORT']);
  });

  it('is replaced by the mail server of SMTP_URL', async () => {
    const SMTP_URL = 'smtp://user:password@mail.example:587';
    expect(await mailOf({ SMTP_URL })).toEqual({ mailbox: undefined, smtpUrl: SMTP_URL });
  });

  it('does not run in production, where it would swallow all mails', async () => {
    expect(await mailOf({ NODE_ENV: 'production' })).toEqual({ mailbox: undefined, smtpUrl: undefined });
  });
});

describe('the carrier sandbox', () => {
  const carrierOf = async (environment: Environment) => {
    const { 'carrier-sandbox': sandbox, 'shipping-ms': shipping } = (await planned(environment)).services;
    return { sandbox, shipping };
  };

  it('and shipping-ms have the same key and secret, and each the address of the other', async () => {
    const { sandbox, shipping } = await carrierOf({ SECRET: 'x' });
    expect(shipping).toMatchObject({
      CARRIER_API_URL: `http://127.0.0.1:${sandbox?.['PORT']}/v2`,
      CARRIER_API_KEY: sandbox?.['API_KEY'],
      CARRIER_WEBHOOK_SECRET: sandbox?.['WEBHOOK_SECRET'],
    });
    expect(sandbox?.['WEBHOOK_URL']).toBe(`http://127.0.0.1:${shipping?.['PORT']}/carrier-events`);
  });

  it.each<Environment>([
    { CARRIER_API_KEY: 'EZAK_own' },
    { CARRIER_API_URL: 'https://carrier.example/v2' },
    { NODE_ENV: 'production' },
  ])('does not run with %j', async (environment) => {
    const { sandbox, shipping } = await carrierOf(environment);
    expect(sandbox).toBeUndefined();
    expect(shipping?.['CARRIER_API_KEY']).toBe(environment['CARRIER_API_KEY']);
  });
});
