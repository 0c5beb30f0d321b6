import { type StatsFs, statfsSync } from 'node:fs';
import { locateNatsServer, startNats, startPostgres } from '@orderwire/test-kit';
import { join } from 'node:path';
import type { Progress } from '../../bootstrap/progress.mjs';
import type { Environment } from '../config.js';
import { checkHealth } from '../readiness.js';
import { archiveSettings } from '../restore/base-backup.js';
import type { Secrets } from '../secrets.js';
import { UserError } from '../user-error.js';
import { natsAccounts, Provisioning } from './nats-accounts.js';
import type { SystemPlan } from './plan.js';
import { kill } from './process-register.js';
import { filesIn, rotateLogFile } from './state-file.js';
import type { RunningProcess, Supervise, Supervisor } from './supervisor.js';

/** What PostgreSQL and NATS need to start. */
export interface ServerSettings {
  dataDir: string;
  plan: SystemPlan;
  secrets: Secrets;
  /** The user's settings. */
  environment: Environment;
  progress: Progress;
  durable: boolean;
}

/** PostgreSQL, and NATS with its streams and consumers. A restart keeps their ports and data. */
export class Servers {
  readonly postgres: Supervisor;
  readonly nats: Supervisor;
  natsMonitorUrl = '';
  private natsBinary = '';
  private provisioning: Provisioning | undefined;
  private stopping = false;

  constructor(
    private readonly settings: ServerSettings,
    supervise: Supervise,
  ) {
    this.postgres = supervise('postgres', () => this.launchPostgres());
    this.nats = supervise('nats', () => this.launchNats());
  }

  get all(): Supervisor[] {
    return [this.postgres, this.nats];
  }

  /** Starts both at the same time. */
  async start(): Promise<void> {
    const { progress, plan, dataDir } = this.settings;
    for (const { name } of this.all) rotateLogFile(dataDir, name);
    const natsStep = progress.step('starting NATS');
    const postgresStep = progress.step('starting PostgreSQL');
    const startNats = async () => {
      // A download may take minutes. It is not part of the launch, for which a stop waits.
      this.natsBinary = await locateNatsServer({ onProgress: (line) => natsStep.update(line) });
      if (this.stopping) return;
      await this.nats.start();
      this.provisioning = await Provisioning.start(plan.natsPort, this.settings);
    };
    await Promise.all([
      this.postgres.start().then(() => postgresStep.done(`PostgreSQL on port ${plan.postgresPort}`)),
      startNats().then(() => natsStep.done(`NATS with JetStream on port ${plan.natsPort}`)),
    ]);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.provisioning?.stop();
    await this.nats.stop();
    await this.postgres.stop();
  }

  /** Ends both immediately. PostgreSQL recovers at its next start. */
  forceStop(): void {
    void this.nats.stop('SIGKILL');
    void this.postgres.stop('SIGQUIT');
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

  private async launchNats(): Promise<RunningProcess> {
    const { dataDir, plan, secrets, durable } = this.settings;
    const { nats: storeDir, logs } = filesIn(dataDir);
    const options = { durable, storeDir, logFile: join(logs, 'nats.log'), binary: this.natsBinary };
    const extraConfig = natsAccounts(secrets);
    const server = await startNats({ port: plan.natsPort, extraConfig, ...options }).catch(toUserError);
    this.natsMonitorUrl = server.monitorUrl;
    let before: string | undefined;
    // A stream that is being created or deleted fails one check.
    const broken = async () => {
      const last = before;
      before = await storesNothing(`${server.monitorUrl}/healthz`, storeDir);
      return before === last ? before : undefined;
    };
    return { ...asProcess(server), broken };
  }
}

/** Room that NATS needs to start, in bytes and in files. */
const ROOM_BYTES = 64 * 1024 * 1024;
const ROOM_FILES = 100;

async function storesNothing(healthUrl: string, storeDir: string): Promise<string | undefined> {
  const { problem } = await checkHealth(healthUrl);
  return restartHelps(problem, statfsSync(storeDir)) ? `stores no events (${problem})` : undefined;
}

/**
 * After one failed write JetStream refuses all further ones until a restart, and its health check
 * names the write error. False for its other problems, and while there is no room for a restart. A
 * file system without a limit of files has 0 `files`.
 */
export function restartHelps(
  problem: string | undefined,
  { bavail, bsize, files, ffree }: Pick<StatsFs, 'bavail' | 'bsize' | 'files' | 'ffree'>,
): boolean {
  const room = bavail * bsize > ROOM_BYTES && (files === 0 || ffree > ROOM_FILES);
  return room && /^HTTP 503[^]*write error/.test(problem ?? '');
}

/** A server that has started is ready. */
function asProcess(server: Pick<RunningProcess, 'pid' | 'ended' | 'stop'>): RunningProcess {
  const { pid, ended } = server;
  const signal = (name: NodeJS.Signals) => void kill(pid, name);
  return { pid, ended, stop: () => server.stop(), ready: async () => undefined, signal };
}

/** The message names the cause, such as a full disk, a port in use or another password. */
function toUserError(error: Error): never {
  // A restart shows the first line only.
  const full = /no space left on device/i.test(error.message);
  const message = full ? error.message.replace(/$/m, ': the disk is full; free some space') : error.message;
  throw new UserError(message, { cause: error });
}
