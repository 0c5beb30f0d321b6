import type { Progress } from '../../bootstrap/progress.mjs';
import type { SystemContext } from '../topology.js';
import { environmentOf, type ReplicaPlan, type ServicePlan } from './plan.js';
import { startService } from './service-process.js';
import { rotateLogFile, type ReplicaState, type SystemState } from './state-file.js';
import type { Supervise, Supervisor } from './supervisor.js';

interface Replica extends ReplicaPlan {
  supervisor: Supervisor;
  /** From which it is started. */
  folder: string;
  logFile: string;
}

/** The processes of all services. */
export class Services {
  private readonly replicas = new Map<string, Replica[]>();

  constructor(
    private readonly plans: readonly ServicePlan[],
    private readonly context: SystemContext,
    private readonly supervise: Supervise,
  ) {}

  get all(): Supervisor[] {
    return [...this.replicas.values()].flat().map(({ supervisor }) => supervisor);
  }

  /** Starts all replicas at the same time. A service waits for the services that it needs. */
  async start(progress: Progress): Promise<void> {
    const step = progress.step('starting the services');
    const waiting = new Set<string>();
    const start = async (service: ServicePlan, plan: ReplicaPlan) => {
      const { supervisor } = this.add(service, plan);
      waiting.add(plan.label);
      await supervisor.start();
      waiting.delete(plan.label);
      if (waiting.size) step.update(`starting the services: waiting for ${[...waiting].join(', ')}`);
    };
    await Promise.all(
      this.plans.flatMap((service) => service.replicas.map((replica) => start(service, replica))),
    );
    step.done(`${this.plans.length} services ready`);
  }

  /** Stops edge services first and external ones last: no service loses one that it needs. */
  async stop(): Promise<void> {
    for (const layer of ['edge', 'core', 'external'] as const) {
      const services = this.plans.filter(({ definition }) => definition.layer === layer);
      const replicas = services.flatMap(({ definition }) => this.replicas.get(definition.name) ?? []);
      await Promise.all(replicas.map(({ supervisor }) => supervisor.stop()));
    }
  }

  forceStop(): void {
    for (const supervisor of this.all) void supervisor.stop('SIGKILL');
  }

  replicasOf(service: string): Replica[] {
    const replicas = this.replicas.get(service);
    if (!replicas) throw new Error(`There is no service ${service}: ${[...this.replicas.keys()].join(', ')}`);
    return replicas;
  }

  /** The state of every service and its processes. */
  describe(): SystemState['services'] {
    const describe = ({ supervisor, url, logFile, metricsPort }: Replica): ReplicaState => ({
      pid: supervisor.pid ?? 0,
      ...{ url, logFile },
      ...(metricsPort && { metricsUrl: `http://127.0.0.1:${metricsPort}/metrics` }),
    });
    const services = [...this.replicas].map(([name, all]) => {
      const replicas = all.map(describe);
      const [first = { pid: 0, url: '', logFile: '' }] = replicas;
      return [name, { ...first, databaseUrl: this.context.databaseUrls[name], replicas }] as const;
    });
    return Object.fromEntries(services);
  }

  private add(service: ServicePlan, plan: ReplicaPlan): Replica {
    const { name, entry = 'dist/bundle.js' } = service.definition;
    const logFile = rotateLogFile(this.context.dataDir, plan.label);
    const supervisor = this.supervise(plan.label, async () =>
      startService({
        name: plan.label,
        folder: replica.folder,
        entry,
        environment: environmentOf(service.definition, plan, this.context),
        readyUrl: `${plan.url}/health/ready`,
        logFile,
      }),
    );
    const replica: Replica = { ...plan, supervisor, logFile, folder: service.folder };
    this.replicas.set(name, [...(this.replicas.get(name) ?? []), replica]);
    return replica;
  }
}
