import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { StripeAccess, SystemContext } from '../topology.js';
import { writeWhenPossible } from '../secrets.js';
import { migrateTo } from './databases.js';
import { natsUrlOf } from './nats-accounts.js';
import { adminUrl, systemContext } from './plan.js';
import type { ProcessRegister } from './process-register.js';
import type { ServerSettings } from './server-process.js';
import { Servers } from './servers.js';
import { Services } from './services.js';
import { filesIn, shortenLogFiles, type DemoAccounts, type SystemState } from './state-file.js';
import { Supervisor, type Backoff, type Supervise, type SupervisorEvent } from './supervisor.js';

interface SystemSettings extends ServerSettings {
  stripe: StripeAccess;
  backoff: Backoff | undefined;
  onEvent: (event: SupervisorEvent) => void;
}

/** How often the sizes of the log files are checked. */
const LOG_CHECK_MS = 5_000;

/** A system of this launcher: the services of the topology, `postgres` and `nats`. */
export class EmbeddedSystem {
  readonly context: SystemContext;
  readonly servers: Servers;
  readonly services: Services;
  /** Demo accounts, known once the system is complete. */
  private demo: DemoAccounts | undefined;
  private stopped = false;
  private readonly logRotation = setInterval(
    () => shortenLogFiles(filesIn(this.settings.dataDir).logs),
    LOG_CHECK_MS,
  ).unref();
  private readonly startedAt = new Date().toISOString();

  constructor(
    private readonly settings: SystemSettings,
    private readonly register: ProcessRegister,
  ) {
    const { plan, secrets, stripe } = settings;
    this.context = systemContext(plan, secrets, stripe, settings);
    this.servers = new Servers(settings, this.supervise);
    this.services = new Services(plan.services, this.context, this.supervise);
  }

  /** The current state: URLs, process ids, demo accounts. */
  get state(): SystemState {
    const { urls, stripe, smtpUrl } = this.context;
    const { plan, secrets } = this.settings;
    const running = [...this.servers.all, ...this.services.all];
    const gateway = urls['client-gateway'];
    return {
      urls: {
        storefront: gateway,
        console: gateway && `${gateway}/console`,
        gateway,
        docs: gateway && `${gateway}/api/docs`,
        payments: urls['payments-ms'],
        stripe: urls['stripe-sandbox'],
        mailbox: urls['mailbox'],
        carrier: urls['carrier-sandbox'],
        smtp: smtpUrl,
        nats: natsUrlOf('', plan.natsPorts, secrets),
        natsMonitor: this.servers.nats.all[0]?.monitorUrl ?? '',
        postgres: adminUrl(plan, secrets),
      },
      services: this.services.describe(),
      processes: Object.fromEntries(running.flatMap(({ name, pid }) => (pid ? [[name, pid]] : []))),
      stripe: stripe.mode,
      demo: this.demo ?? {},
      launcher: { pid: process.pid, startedAt: this.startedAt },
    };
  }

  /** Writes the state file, now and after every change. */
  publish(demo: DemoAccounts): void {
    this.demo = demo;
    this.refreshState();
  }

  /** Stops services first and servers last, for good. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.logRotation);
    await this.services.stop();
    await this.servers.stop();
    rmSync(filesIn(this.settings.dataDir).state, { force: true });
    this.register.release();
  }

  /** Ends all processes immediately, also during a stop. */
  forceStop(): void {
    this.services.forceStop();
    this.servers.forceStop();
  }

  /** Sends a signal to one replica, by default the first. A process that ends is restarted. */
  kill(name: string, signal: NodeJS.Signals = 'SIGKILL', replica = 0): void {
    if (!this.supervisorsOf(name)[replica]?.signal(signal)) throw new Error(`${name} is not running.`);
  }

  /** Stops all replicas of a service; they stay down until `start`. */
  async stopService(name: string): Promise<void> {
    await Promise.all(this.supervisorsOf(name).map((supervisor) => supervisor.stop()));
    this.refreshState();
  }

  /** Starts a stopped service; resolves when it is ready. */
  async start(name: string): Promise<void> {
    if (this.stopped) throw new Error(`${name} cannot be started: the system has been stopped.`);
    await Promise.all(this.supervisorsOf(name).map((supervisor) => supervisor.start()));
    this.refreshState();
  }

  /** Stops one replica of a service, or one node of NATS; it stays down until {@link startReplica}. */
  async stopReplica(name: string, replica: number, signal?: NodeJS.Signals): Promise<void> {
    await this.supervisorsOf(name)[replica]?.stop(signal);
    this.refreshState();
  }

  /** Starts a stopped replica; resolves when it is ready. */
  async startReplica(name: string, replica: number): Promise<void> {
    if (this.stopped) throw new Error(`${name} cannot be started: the system has been stopped.`);
    await this.supervisorsOf(name)[replica]?.start();
    this.refreshState();
  }

  /** Replaces one replica of a service by that of another release; resolves when it is ready. */
  async replaceReplica(name: string, replica: number, release: string): Promise<void> {
    const service = this.services.replicasOf(name)[replica];
    if (!service) return;
    await this.stopReplica(name, replica);
    service.folder = join(release, basename(service.folder));
    await this.startReplica(name, replica);
  }

  /** Applies the migrations of a release to all databases. Resolves with what was applied, by service. */
  async migrateTo(release: string): Promise<string[]> {
    const databases = Object.entries(this.context.databaseUrls);
    const applied = databases.map(([name, url]) => migrateTo(release, join(release, name), url));
    return (await Promise.all(applied)).flat();
  }

  /** Process ids and base URLs of a service's replicas; no id while a replica is down. */
  replicasOf(name: string): { pid: number | undefined; url: string; logFile: string }[] {
    const replicas = this.services.replicasOf(name);
    return replicas.map(({ supervisor, url, logFile }) => ({ pid: supervisor.pid, url, logFile }));
  }

  private supervisorsOf(name: string): Supervisor[] {
    return this.servers.named(name) ?? this.services.replicasOf(name).map(({ supervisor }) => supervisor);
  }

  private readonly supervise: Supervise = (name, launch) => {
    const launchRegistered = async () => {
      const running = await launch();
      this.register.add(name, running.pid);
      void running.ended.then(() => this.register.remove(running.pid));
      return running;
    };
    const onEvent = (event: SupervisorEvent) => {
      this.refreshState();
      this.settings.onEvent(event);
    };
    return new Supervisor(name, launchRegistered, onEvent, this.settings.backoff);
  };

  private refreshState(): void {
    writeWhenPossible(filesIn(this.settings.dataDir).state, () =>
      this.demo && !this.stopped ? this.state : undefined,
    );
  }
}
