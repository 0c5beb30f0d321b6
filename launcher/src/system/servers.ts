import { startPostgres } from '@orderwire/test-kit';
import { join } from 'node:path';
import { archiveSettings } from '../restore/base-backup.js';
import { NatsNodes } from './nats-nodes.js';
import { asProcess, type ServerSettings, toUserError } from './server-process.js';
import { filesIn, rotateLogFile } from './state-file.js';
import type { RunningProcess, Supervise, Supervisor } from './supervisor.js';

/** PostgreSQL, and NATS with its streams and consumers. A restart keeps their ports and data. */
export class Servers {
  readonly postgres: Supervisor;
  readonly nats: NatsNodes;

  constructor(
    private readonly settings: ServerSettings,
    supervise: Supervise,
  ) {
    this.postgres = supervise('postgres', () => this.launchPostgres());
    this.nats = new NatsNodes(settings, supervise);
  }

  get all(): Supervisor[] {
    return [this.postgres, ...this.natsSupervisors];
  }

  /** The processes of a server; undefined when there is no server of this name. */
  named(name: string): Supervisor[] | undefined {
    if (name === 'postgres') return [this.postgres];
    return name === 'nats' ? this.natsSupervisors : undefined;
  }

  /** Starts both at the same time. */
  async start(): Promise<void> {
    const { progress, plan, dataDir } = this.settings;
    rotateLogFile(dataDir, this.postgres.name);
    const natsStep = progress.step('starting NATS');
    const postgresStep = progress.step('starting PostgreSQL');
    await Promise.all([
      this.postgres.start().then(() => postgresStep.done(`PostgreSQL on port ${plan.postgresPort}`)),
      this.nats
        .start((line) => natsStep.update(line))
        .then(() => natsStep.done(`NATS with JetStream on port ${plan.natsPorts.join(', ')}`)),
    ]);
  }

  async stop(): Promise<void> {
    await this.nats.stop();
    await this.postgres.stop();
  }

  /** Ends both immediately. PostgreSQL recovers at its next start. */
  forceStop(): void {
    this.nats.forceStop();
    void this.postgres.stop('SIGQUIT');
  }

  private get natsSupervisors(): Supervisor[] {
    return this.nats.all.map(({ supervisor }) => supervisor);
  }

  private async launchPostgres(): Promise<RunningProcess> {
    const { dataDir, plan, secrets, durable } = this.settings;
    const { postgres, logs } = filesIn(dataDir);
    const logFile = join(logs, 'postgres.log');
    const options = {
      dataDir: postgres,
      port: plan.postgresPort,
      password: secrets.postgres,
      durable,
      logFile,
      settings: archiveSettings(dataDir),
    };
    return asProcess(await startPostgres(options).catch(toUserError));
  }
}
