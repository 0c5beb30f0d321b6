import { readFileSync, type StatsFs, statfsSync, writeFileSync } from 'node:fs';
import { ClusterRoutes, locateNatsServer, startNats } from '@orderwire/test-kit';
import { join } from 'node:path';
import { checkHealth } from '../readiness.js';
import { natsAccounts, natsUrlOf, Provisioning } from './nats-accounts.js';
import { runRelease } from './release.js';
import { asProcess, type ServerSettings, toUserError } from './server-process.js';
import { filesIn, rotateLogFile } from './state-file.js';
import type { RunningProcess, Supervise, Supervisor } from './supervisor.js';

/** One NATS server. */
export interface NatsNode {
  readonly supervisor: Supervisor;
  /** Its own folder: configuration and JetStream files. */
  readonly storeDir: string;
  /** Of its monitoring. Empty before the first start; another one after each start. */
  monitorUrl: string;
}

/**
 * NATS with its streams and consumers: one server, or the nodes of a cluster, with the same accounts
 * and permissions. A restart keeps ports and data.
 */
export class NatsNodes {
  readonly all: readonly NatsNode[];
  /** Of a cluster. */
  routes: ClusterRoutes | undefined;
  private binary = '';
  private provisioning: Provisioning | undefined;
  private stopping = false;
  private release: string | undefined;

  constructor(
    private readonly settings: ServerSettings,
    supervise: Supervise,
  ) {
    const { plan, dataDir } = settings;
    this.release = settings.release;
    this.all = plan.natsPorts.map((port, index) => {
      const suffix = index > 0 ? `-${index + 1}` : '';
      const node: NatsNode = {
        supervisor: supervise(`nats${suffix}`, () => this.launch(node, port, index)),
        storeDir: `${filesIn(dataDir).nats}${suffix}`,
        monitorUrl: '',
      };
      return node;
    });
  }

  /** Resolves when all streams and consumers are as they should be. */
  async start(onProgress: (line: string) => void): Promise<void> {
    for (const { supervisor } of this.all) rotateLogFile(this.settings.dataDir, supervisor.name);
    // A download may take minutes. It is not part of the launch, for which a stop waits.
    this.binary = await locateNatsServer({ onProgress });
    if (this.stopping) return;
    if (this.all.length > 1) this.routes = await ClusterRoutes.open(this.all.length);
    // A node of a cluster is ready when it has found the others.
    await Promise.all(this.all.map(({ supervisor }) => supervisor.start()));
    if (this.release) await this.provision(this.release);
    else this.provisioning = await Provisioning.start(this.settings.plan.natsPorts, this.settings);
  }

  /** Applies the accounts and permissions of a release to the running nodes, and its streams and consumers. */
  async upgrade(release: string): Promise<void> {
    const { secrets } = this.settings;
    const before = natsAccounts(secrets, this.release);
    const after = natsAccounts(secrets, release);
    this.release = release;
    for (const { storeDir, supervisor } of this.all) {
      const file = join(storeDir, 'nats.conf');
      const configuration = readFileSync(file, 'utf8');
      if (!configuration.includes(before)) throw new Error(`${file} has other permissions than its release`);
      writeFileSync(
        file,
        configuration.replace(before, () => after),
        { mode: 0o600 },
      );
      supervisor.signal('SIGHUP');
    }
    await this.provision(release);
  }

  /** The provisioning step of a release, once. */
  private async provision(release: string): Promise<void> {
    const { plan, secrets, environment } = this.settings;
    await runRelease(release, 'orderwire-provision', {
      args: [join(release, 'deploy', 'nats', 'consumers.json'), '--once'],
      environment: {
        ...{ ...environment, NATS_REPLICAS: String(plan.natsPorts.length) },
        NATS_SERVERS: natsUrlOf('provisioner', plan.natsPorts, secrets),
      },
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.provisioning?.stop();
    await Promise.all(this.all.map(({ supervisor }) => supervisor.stop()));
    this.routes?.close();
  }

  forceStop(): void {
    for (const { supervisor } of this.all) void supervisor.stop('SIGKILL');
  }

  private async launch(node: NatsNode, port: number, index: number): Promise<RunningProcess> {
    const { dataDir, secrets, durable } = this.settings;
    const { storeDir, supervisor } = node;
    const logFile = join(filesIn(dataDir).logs, `${supervisor.name}.log`);
    const { routes } = this;
    const cluster = routes && {
      cluster: { name: supervisor.name, port: routes.ports[index] ?? 0, routes: routes.from(index) },
    };
    const server = await startNats({
      ...{
        port,
        storeDir,
        logFile,
        durable,
        binary: this.binary,
        extraConfig: natsAccounts(secrets, this.release),
      },
      ...cluster,
    }).catch(toUserError);
    node.monitorUrl = server.monitorUrl;
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
