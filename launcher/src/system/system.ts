import { locateNatsServer } from '@orderwire/test-kit';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../../bootstrap/progress.mjs';
import { isProduction, type Environment } from '../config.js';
import { loadSecrets, type Secrets } from '../secrets.js';
import { seedAccounts } from '../seeds/seed-accounts.js';
import { stripeAccess, type ServiceDefinition, type StripeAccess, type World } from '../topology.js';
import { prepareDatabases, type DatabaseSpec } from './databases.js';
import { freshLogFile } from './log-files.js';
import { migrate } from './migrate.js';
import { environmentOf, makePlan, type ReplicaPlan, type ServicePlan, type SystemPlan } from './plan.js';
import { ProcessRegister } from './process-register.js';
import { launchNats, launchPostgres } from './servers.js';
import { startService } from './service-process.js';
import {
  describeState,
  filesIn,
  removeState,
  writeState,
  type DemoAccounts,
  type SystemState,
} from './state-file.js';
import { Supervisor, type Backoff, type Running, type SupervisorEvent } from './supervisor.js';
import { adminUrl, makeWorld } from './world.js';

/** Settings of a system, all decided. */
export interface SystemSettings {
  dataDir: string;
  ports: 'default' | 'free';
  replicas: Record<string, number>;
  progress: Progress;
  environment: Environment;
  topology: ServiceDefinition[];
  durable: boolean;
  backoff: Backoff | undefined;
  onEvent: (event: SupervisorEvent) => void;
}

interface Replica extends ReplicaPlan {
  supervisor: Supervisor;
  logFile: string;
}

/** All processes of one system, from their start to their end. */
export class SystemRunner {
  private readonly files: ReturnType<typeof filesIn>;
  private readonly servers = new Map<'postgres' | 'nats', Supervisor>();
  private readonly services = new Map<string, Replica[]>();
  private state: SystemState | undefined;
  private complete = false;
  private over = false;
  private demo: DemoAccounts = {};

  private constructor(
    private readonly settings: SystemSettings,
    private readonly register: ProcessRegister,
    private readonly plan: SystemPlan,
    private readonly secrets: Secrets,
    private readonly stripe: StripeAccess,
  ) {
    this.files = filesIn(settings.dataDir);
  }

  /** Takes the data folder into possession and decides who runs where. Nothing is started. */
  static async prepare(settings: SystemSettings): Promise<SystemRunner> {
    const files = filesIn(settings.dataDir);
    mkdirSync(settings.dataDir, { recursive: true });
    // As root, PostgreSQL runs under another account, which must be able to pass.
    if (process.getuid?.() === 0) chmodSync(settings.dataDir, 0o755);
    const register = await ProcessRegister.claim(files.register, (name) =>
      settings.progress.note(`  ending ${name}, left over from a start that was killed`),
    );
    removeState(settings.dataDir);
    const roles = settings.topology.flatMap(({ database }) => (database ? [database.role] : []));
    const secrets = loadSecrets(files.secrets, roles);
    const stripe = stripeAccess(settings.environment, secrets);
    const plan = await makePlan({ ...settings, stripe });
    for (const { name, wished, port } of plan.moved) {
      settings.progress.note(`  port ${wished} is taken: ${name} uses ${port}`);
    }
    return new SystemRunner(settings, register, plan, secrets, stripe);
  }

  /** PostgreSQL and NATS, at the same time. */
  async startServers(): Promise<void> {
    const { progress, durable } = this.settings;
    const postgres = this.supervise('postgres', () =>
      launchPostgres({
        dataDir: this.files.postgres,
        port: this.plan.postgresPort,
        password: this.secrets.postgres,
        durable,
        logFile: join(this.files.logs, 'postgres.log'),
      }),
    );
    freshLogFile(this.files.logs, 'postgres');
    let binary = '';
    const nats = this.supervise('nats', () => {
      const options = {
        storeDir: this.files.nats,
        port: this.plan.natsPort,
        user: 'orderwire',
        password: this.secrets.nats,
        logFile: join(this.files.logs, 'nats.log'),
        binary,
      };
      return launchNats(options, (url) => (this.natsMonitorUrl = url));
    });
    freshLogFile(this.files.logs, 'nats');
    this.servers.set('postgres', postgres).set('nats', nats);
    const natsStep = progress.step('starting NATS');
    const postgresStep = progress.step('starting PostgreSQL');
    // Obtaining nats-server may take minutes: it is no part of a launch, which a stop would wait for.
    const startNats = async () => {
      binary = await locateNatsServer({ onProgress: (line) => natsStep.update(line) });
      if (!this.over) await nats.start();
    };
    await Promise.all([
      postgres.start().then(() => postgresStep.done(`PostgreSQL on port ${this.plan.postgresPort}`)),
      startNats().then(() => natsStep.done(`NATS with JetStream on port ${this.plan.natsPort}`)),
    ]);
  }

  private natsMonitorUrl = '';

  /** Roles, databases, tables. */
  async prepareData(): Promise<void> {
    const step = this.settings.progress.step('preparing the databases');
    const specs = this.plan.services.flatMap(({ definition }): DatabaseSpec[] =>
      definition.database
        ? [{ ...definition.database, password: this.secrets.databases[definition.database.role] ?? '' }]
        : [],
    );
    await prepareDatabases(adminUrl(this.plan, this.secrets), specs);
    const { databaseUrls } = this.world;
    const applied = await Promise.all(
      this.plan.services.map(async ({ definition, folder }) => {
        const url = databaseUrls[definition.name];
        return url ? migrate(folder, url) : [];
      }),
    );
    const count = applied.flat().length;
    step.done(count ? `databases ready (${count} migrations applied)` : 'databases ready');
  }

  /** Demo accounts, unless this is production: there, their service would refuse to start with them. */
  async seedAccounts(): Promise<void> {
    if (isProduction(this.settings.environment)) return;
    for (const service of this.plan.services) {
      const { demoAccounts: entry } = service.definition;
      const [replica] = service.replicas;
      if (!entry || !replica) continue;
      const environment = environmentOf(service, replica, this.world);
      this.demo = { ...this.demo, ...(await seedAccounts(service.folder, entry, environment)) };
    }
  }

  /** All services at the same time; each waits for those it needs. */
  async startServices(): Promise<void> {
    const step = this.settings.progress.step('starting the services');
    const waiting = new Set<string>();
    const start = async (service: ServicePlan, plan: ReplicaPlan) => {
      const replica = this.replica(service, plan);
      waiting.add(plan.label);
      await replica.supervisor.start();
      waiting.delete(plan.label);
      if (waiting.size) step.update(`starting the services: waiting for ${[...waiting].join(', ')}`);
    };
    await Promise.all(
      this.plan.services.flatMap((service) => service.replicas.map((replica) => start(service, replica))),
    );
    step.done(`${this.plan.services.length} services ready`);
  }

  /** Tells others where the system is, now and after every change. */
  publish(): SystemState {
    this.complete = true;
    return this.writeState();
  }

  get current(): SystemState {
    return this.state ?? this.describe();
  }

  replicasOf(service: string): Replica[] {
    const replicas = this.services.get(service);
    if (!replicas) throw new Error(`There is no service ${service}: ${[...this.services.keys()].join(', ')}`);
    return replicas;
  }

  /** Supervisors of a service's replicas, or of `postgres` or `nats`. */
  supervisorsOf(name: string): Supervisor[] {
    const server = this.servers.get(name as 'postgres' | 'nats');
    return server ? [server] : this.replicasOf(name).map(({ supervisor }) => supervisor);
  }

  /** Edges, core, what is outside, NATS, PostgreSQL: nobody loses whom they still need. */
  async stop(): Promise<void> {
    this.over = true;
    for (const layer of ['edge', 'core', 'outside'] as const) {
      const inLayer = this.plan.services.filter(({ definition }) => definition.layer === layer);
      const replicas = inLayer.flatMap(({ definition }) => this.services.get(definition.name) ?? []);
      await Promise.all(replicas.map(({ supervisor }) => supervisor.stop()));
    }
    await this.servers.get('nats')?.stop();
    await this.servers.get('postgres')?.stop();
    removeState(this.settings.dataDir);
    this.register.release();
  }

  /** Makes a stop that is under way end at once: nothing is started again. PostgreSQL will recover at the next start. */
  hurry(): void {
    for (const { supervisor } of [...this.services.values()].flat()) void supervisor.stop('SIGKILL');
    void this.servers.get('nats')?.stop('SIGKILL');
    void this.servers.get('postgres')?.stop('SIGQUIT');
  }

  /** Writes the state anew, if it has been published. */
  refresh(): void {
    if (this.complete) this.writeState();
  }

  private replica(service: ServicePlan, plan: ReplicaPlan): Replica {
    const logFile = freshLogFile(this.files.logs, plan.label);
    const supervisor = this.supervise(plan.label, async () =>
      startService({
        name: plan.label,
        folder: service.folder,
        entry: service.definition.entry ?? 'dist/main.js',
        environment: environmentOf(service, plan, this.world),
        readyUrl: `${plan.url}/health/ready`,
        logFile,
      }),
    );
    const replica = { ...plan, supervisor, logFile };
    const { name } = service.definition;
    this.services.set(name, [...(this.services.get(name) ?? []), replica]);
    return replica;
  }

  private supervise(name: string, launch: () => Promise<Running>): Supervisor {
    const registered = async () => {
      const running = await launch();
      this.register.add(name, running.pid);
      void running.ended.then(() => this.register.remove(running.pid));
      return running;
    };
    const onEvent = (event: SupervisorEvent) => {
      this.refresh();
      this.settings.onEvent(event);
    };
    return new Supervisor(name, registered, onEvent, this.settings.backoff);
  }

  private get world(): World {
    return makeWorld(this.plan, this.secrets, this.stripe, this.settings);
  }

  private writeState(): SystemState {
    this.state = this.describe();
    writeState(this.settings.dataDir, this.state);
    return this.state;
  }

  private describe(): SystemState {
    const replicas = [...this.services].map(
      ([name, all]) =>
        [
          name,
          all.map(({ supervisor, url, logFile, metricsPort }) => ({
            pid: supervisor.pid ?? 0,
            ...{ url, logFile },
            ...(metricsPort && { metricsUrl: `http://127.0.0.1:${metricsPort}/metrics` }),
          })),
        ] as const,
    );
    const supervisors = [
      ...this.servers.values(),
      ...[...this.services.values()].flat().map((all) => all.supervisor),
    ];
    const processes = supervisors.flatMap(({ name, pid }) => (pid ? [[name, pid] as const] : []));
    return describeState(this.world, {
      replicas: Object.fromEntries(replicas),
      processes: Object.fromEntries(processes),
      natsMonitor: this.natsMonitorUrl,
      postgres: adminUrl(this.plan, this.secrets),
      demo: this.demo,
    });
  }
}
