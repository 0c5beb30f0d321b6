#!/usr/bin/env node
/**
 * orderwire-provision <consumers.json> [--ready-file <file>] [--once] [--recreate <stream or consumer>]
 *
 * Creates JetStream's streams and durable consumers, and applies changed settings to those that
 * exist: at once and then every two seconds, until it is stopped. The file lists the consumers:
 * [{"durable": "orders_ms_settle_order", "subject": "payment.succeeded"}, …]. --once: ends when
 * everything is as it should be; a cluster that elects its leaders is waited for, up to a minute.
 * --ready-file: is written then, for a health check. --recreate: deletes one first. Reads
 * NATS_SERVERS, or the file that NATS_SERVERS_FILE names, with the account "provisioner";
 * NATS_REPLICAS, EVENT_ACK_WAIT_SECONDS and RATE_LIMIT_WINDOW_SECONDS.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connectNats, createLogger, JetStreamProvisioner, provisioningConfig } from '../dist/index.js';

try {
  await run();
} catch (error) {
  console.error(`provisioner: ${error.message}`);
  process.exit(1);
}

async function run() {
  const options = {
    once: { type: 'boolean' },
    recreate: { type: 'string' },
    'ready-file': { type: 'string' },
  };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length !== 1)
    throw new Error('name the file with the consumers: orderwire-provision <file>');
  const consumers = JSON.parse(readFileSync(positionals[0], 'utf8'));
  const { servers, settings, logLevel } = provisioningConfig(process.env);
  const log = createLogger('provisioner', logLevel);
  const nats = await connectNats('provisioner', servers, log);
  const provisioner = new JetStreamProvisioner(nats, consumers, settings, log);
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
  if (values.recreate) await provisioner.recreate(values.recreate);
  if (values.once || values.recreate) {
    await provisioner.applyWhenReady();
    log.info('JetStream is provisioned');
    await nats.connection.close();
    return;
  }
  provisioner.watch();
  await provisioner.applied;
  if (values['ready-file']) writeFileSync(values['ready-file'], '');
}
