import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { System } from '@orderwire/launcher/system';
import { STREAM } from '@orderwire/platform';
import { leadersView, readNodes, replicationProblems } from '../jet-stream.js';
import { retried } from '../retried.js';
import type { TestBed } from '../test-bed.js';
import { type ClusterFault, nameOfFault, type NodeChoice, REPLICAS } from './cluster-plan.js';
import type { LoadBalancer } from './load-balancer.js';

/** When a fault was in force, until all copies were in sync again. Times of `performance.now()`. */
export interface FaultWindow {
  fault: string;
  /** What exactly was done: `nats-2 for 7 s`. */
  what: string;
  from: number;
  to: number;
}

/** Load without a fault between two of them, in milliseconds. */
const PAUSE_MS = 2_000;
/** All copies are current again within this time. */
const IN_SYNC_WITHIN_MS = 120_000;
const ASK_EVERY_MS = 250;
/** The nodes are read one after the other, while events arrive. */
const LAG_UNDER_LOAD = 50;

/** Executes faults of a cluster one after the other: each begins when all copies are in sync. */
export class ClusterFaults {
  readonly windows: FaultWindow[] = [];
  private readonly system: System;

  constructor(
    private readonly testBed: TestBed,
    private readonly balancer: LoadBalancer,
  ) {
    this.system = testBed.system;
  }

  async executeAll(faults: readonly ClusterFault[]): Promise<void> {
    for (const fault of faults) {
      await this.untilInSync();
      await sleep(PAUSE_MS);
      const from = performance.now();
      const what = await this.execute(fault);
      await this.untilInSync();
      const to = performance.now();
      this.windows.push({ fault: nameOfFault(fault), what, from, to });
      const seconds = ((to - from) / 1_000).toFixed(1);
      this.testBed.log(`${nameOfFault(fault)}: ${what}; in sync again ${seconds} s after its begin`);
    }
    await sleep(PAUSE_MS);
  }

  /**
   * Why not every stream and consumer has a current copy on each node, at most `lag` entries behind,
   * after two minutes. Resolves with an empty list as soon as all have.
   */
  async problems(lag: number): Promise<string[]> {
    const end = performance.now() + IN_SYNC_WITHIN_MS;
    for (;;) {
      this.testBed.signal?.throwIfAborted();
      const problems = await readNodes(this.system).then(
        (nodes) => replicationProblems(nodes, lag),
        (error: Error) => [error.message],
      );
      if (problems.length === 0 || performance.now() > end) return problems;
      await sleep(ASK_EVERY_MS);
    }
  }

  private async untilInSync(): Promise<void> {
    const problems = await this.problems(LAG_UNDER_LOAD);
    if (problems.length > 0) throw new Error(`the cluster is not in sync: ${problems.join(', ')}`);
  }

  /** Resolves with what exactly was done. */
  private async execute(fault: ClusterFault): Promise<string> {
    switch (fault.kind) {
      case 'kill_node':
      case 'empty_disk':
        return this.loseNode(fault.node, fault.seconds, fault.kind === 'empty_disk');
      case 'isolate': {
        const { index, name } = await this.choose(fault.node);
        this.system.servers.nats.routes?.isolate(index, fault.isolation);
        await this.wait(fault.seconds);
        this.system.servers.nats.routes?.heal();
        return `${name} for ${fault.seconds} s`;
      }
      case 'kill_replica': {
        const { service, replica } = fault;
        await retried(() => this.system.kill(service, 'SIGKILL', replica), this.testBed.signal);
        await this.untilReady(service, replica);
        return `${service} ${replica + 1}`;
      }
      case 'rolling_restart':
        for (let replica = 0; replica < REPLICAS; replica++)
          await Promise.all(fault.services.map((service) => this.restartReplica(service, replica)));
        for (let node = 0; node < fault.nodes; node++) await this.restartNode(node);
        return `${fault.services.length} services and ${fault.nodes} nodes`;
    }
  }

  private async loseNode(choice: NodeChoice, seconds: number, emptyDisk: boolean): Promise<string> {
    const { index, name, storeDir } = await this.choose(choice);
    await this.system.stopReplica('nats', index, 'SIGKILL');
    await this.wait(seconds);
    if (emptyDisk) rmSync(storeDir, { recursive: true, force: true });
    await this.system.startReplica('nats', index);
    return `${name} for ${seconds} s`;
  }

  private async choose(choice: NodeChoice): Promise<{ index: number; name: string; storeDir: string }> {
    const { all } = this.system.servers.nats;
    const index = choice === 'leader' ? await this.leader() : choice;
    const node = all[index];
    if (!node) throw new Error(`there is no NATS node ${index}`);
    return { index, name: node.supervisor.name, storeDir: node.storeDir };
  }

  private leader(): Promise<number> {
    return retried(async () => {
      const streams = leadersView(await readNodes(this.system));
      const leader = streams.find(({ name }) => name === STREAM)?.cluster?.leader;
      const index = this.system.servers.nats.all.findIndex(({ supervisor }) => supervisor.name === leader);
      if (index < 0) throw new Error(`stream ${STREAM} has no leader`);
      return index;
    }, this.testBed.signal);
  }

  /** As Kubernetes does it: the load balancer sends nothing more, then SIGTERM. */
  private async restartReplica(service: string, replica: number): Promise<void> {
    const isGateway = service === 'client-gateway';
    if (isGateway) await this.balancer.drain(replica, this.testBed.signal);
    await this.system.stopReplica(service, replica);
    await this.system.startReplica(service, replica);
    if (isGateway) this.balancer.restore(replica);
  }

  /** In lame-duck mode: the node gives up its leaderships and disconnects its clients one by one. */
  private async restartNode(index: number): Promise<void> {
    const supervisor = this.system.servers.nats.all[index]?.supervisor;
    const before = supervisor?.pid;
    this.system.kill('nats', 'SIGUSR2', index);
    await retried(() => {
      if (!supervisor?.pid || supervisor.pid === before)
        throw new Error(`NATS node ${index} did not restart`);
    }, this.testBed.signal);
    await this.untilInSync();
  }

  private async untilReady(service: string, replica: number): Promise<void> {
    const url = this.system.replicasOf(service)[replica]?.url;
    await retried(async () => {
      const { ok } = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      if (!ok) throw new Error(`${service} is not ready`);
    }, this.testBed.signal);
  }

  private async wait(seconds: number): Promise<void> {
    const { signal } = this.testBed;
    await sleep(seconds * 1_000, undefined, { ...(signal && { signal }) });
  }
}
