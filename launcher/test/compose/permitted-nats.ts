import { connect, type NatsConnection } from '@nats-io/transport-node';
import { freePort, locateNatsServer } from '@orderwire/test-kit';
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';
import { natsAccountNames } from '../../src/system/nats-accounts.js';

/** A NATS server with the configuration and the permissions of the composed system. */
export class PermittedNats {
  private readonly open: NatsConnection[] = [];

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly server: ChildProcess,
  ) {}

  static async start(): Promise<PermittedNats> {
    const folder = mkdtempSync(join(tmpdir(), 'orderwire-permissions-'));
    const port = await freePort();
    // The same places as in the container, under a folder of its own.
    cpSync(join(repositoryRoot, 'deploy', 'nats'), join(folder, 'etc', 'nats'), { recursive: true });
    mkdirSync(join(folder, 'run', 'secrets'), { recursive: true });
    const passwords = natsAccountNames().map(
      (name) => `${name.replaceAll('-', '_').toUpperCase()}_PASSWORD: "${name}!"`,
    );
    writeFileSync(join(folder, 'run', 'secrets', 'nats_passwords'), passwords.join('\n'));
    const file = join(folder, 'etc', 'nats', 'nats-server.conf');
    const text = readFileSync(file, 'utf8')
      .replace('0.0.0.0:4222', `127.0.0.1:${port}`)
      .replace(/^http:.*$/m, '')
      .replace('"/data"', JSON.stringify(join(folder, 'data')));
    writeFileSync(file, text);
    // A slow connection attempt must not fail authorization.
    const permissions = join(folder, 'etc', 'nats', 'permissions.conf');
    const patient = readFileSync(permissions, 'utf8').replace(/^( +timeout:) \d+$/m, '$1 60');
    writeFileSync(permissions, patient);
    const server = spawn(await locateNatsServer(), ['-c', file], { stdio: 'ignore' });
    return new PermittedNats(folder, port, server);
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  urlOf(account: string): string {
    return `nats://${account}:${account}!@${this.address}`;
  }

  /** A connection with the rights of this account. Waits until the server is up. */
  async as(account: string): Promise<NatsConnection> {
    const connection = await connect({
      servers: this.address,
      user: account,
      pass: `${account}!`,
      inboxPrefix: `_INBOX.${account}`,
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    });
    this.open.push(connection);
    return connection;
  }

  async stop(): Promise<void> {
    await Promise.all(this.open.map((connection) => connection.close()));
    const ended = new Promise((resolve) => this.server.once('exit', resolve));
    if (this.server.kill('SIGTERM')) await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
