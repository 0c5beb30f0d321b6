import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  connectNats,
  createLogger,
  type DurableConsumer,
  JetStreamProvisioner,
  jetStreamSettings,
  type NatsLink,
} from '@orderwire/platform';
import type { Environment } from '../config.js';
import { repositoryRoot } from '../repository.js';
import type { Secrets } from '../secrets.js';
import { UserError } from '../user-error.js';
import { rotateLogFile } from './state-file.js';

/** The account for tools and tests on this machine, with every right. The composed system has none. */
const TOOLS = 'orderwire';
const PROVISIONER = 'provisioner';

const read = (file: string, root = repositoryRoot): string =>
  readFileSync(join(root, 'deploy', 'nats', file), 'utf8');

/** The accounts of deploy/nats/permissions.conf of a release: one per service, and the provisioner. */
export const natsAccountNames = (root?: string): string[] =>
  [...read('permissions.conf', root).matchAll(/^ +user: "([^"]+)"/gm)].map(([, name = '']) => name);

/** The permissions of the composed system with the passwords of this one, for nats-server. */
export function natsAccounts({ nats, natsAccounts }: Secrets, root?: string): string {
  // nats-server refuses a variable that is not used.
  const passwords = natsAccountNames(root).map(
    (name) => `${name.replaceAll('-', '_').toUpperCase()}_PASSWORD: "${natsAccounts[name] ?? ''}"`,
  );
  return read('permissions.conf', root)
    .replace(/^include .*$/m, passwords.join('\n'))
    .replace('users: [', `users: [\n    { user: "${TOOLS}", password: "${nats}" }`);
}

/**
 * The URLs of all NATS servers for a service, separated by commas; for tools when there is no account
 * of this name.
 */
export function natsUrlOf(
  account: string,
  ports: readonly number[],
  { nats, natsAccounts }: Secrets,
): string {
  const password = natsAccounts[account];
  const credentials = password ? `${account}:${password}` : `${TOOLS}:${nats}`;
  return ports.map((port) => `nats://${credentials}@127.0.0.1:${port}`).join();
}

/**
 * The provisioning step of the composed system, in this process: creates the streams and consumers,
 * and creates them again when JetStream loses its files. Its log is `provisioner.log`.
 */
export class Provisioning {
  private constructor(
    private readonly nats: NatsLink,
    private readonly provisioner: JetStreamProvisioner,
  ) {}

  /** Resolves when all streams and consumers are as they should be. */
  static async start(
    ports: readonly number[],
    { dataDir, secrets, environment }: { dataDir: string; secrets: Secrets; environment: Environment },
  ): Promise<Provisioning> {
    const log = createLogger(
      PROVISIONER,
      'info',
      createWriteStream(rotateLogFile(dataDir, PROVISIONER), { flags: 'a' }),
    );
    const nats = await connectNats(PROVISIONER, natsUrlOf(PROVISIONER, ports, secrets).split(','), log);
    try {
      const consumers = JSON.parse(read('consumers.json')) as DurableConsumer[];
      const provisioner = new JetStreamProvisioner(
        nats,
        consumers,
        // A copy of each stream on every node.
        jetStreamSettings({ NATS_REPLICAS: String(ports.length), ...environment }),
        log,
      );
      await provisioner.applyWhenReady();
      provisioner.watch();
      return new Provisioning(nats, provisioner);
    } catch (error) {
      await nats.connection.close();
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(`JetStream cannot be provisioned: ${reason}`, { cause: error });
    }
  }

  async stop(): Promise<void> {
    await this.provisioner.stop();
    await this.nats.connection.close();
  }
}
