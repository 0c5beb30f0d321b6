import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../config.js';
import { loadSecrets } from '../secrets.js';
import { stripeAccess, topology } from '../topology.js';
import { natsAccountNames } from './nats-accounts.js';
import { environmentOf, makePlan, systemContext } from './plan.js';

/** The environment of the mailbox, if it is planned, and the mail server of the services. */
async function mailOf(environment: Environment): Promise<{ mailbox?: Environment; smtpUrl?: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-plan-'));
  try {
    const secrets = loadSecrets(join(dataDir, 'secrets.json'), [], natsAccountNames());
    const stripe = stripeAccess(environment, secrets);
    const plan = await makePlan({ topology, stripe, environment, ports: 'free', replicas: {} });
    const context = systemContext(plan, secrets, stripe, { dataDir, environment });
    const planned = plan.services.find(({ definition }) => definition.name === 'mailbox');
    const [replica] = planned?.replicas ?? [];
    return {
      mailbox: planned && replica && environmentOf(planned.definition, replica, context),
      smtpUrl: context.smtpUrl,
    };
  } finally {
    rmSync(dataDir, { recursive: true });
  }
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
