import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Logger } from '../log/logger.js';
import { decoratedMethods } from '../service/decorated-methods.js';
import { JobMetadata } from './every.js';
import { Job, type JobResult } from './job.js';

/** Runs every method decorated with `@Every`, from application start until shutdown. */
@Injectable()
export class Jobs implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs = new Map<object, Job[]>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    for (const { owner, key, method, metadata } of decoratedMethods(
      this.discovery,
      this.scanner,
      JobMetadata,
    )) {
      const name = `${owner.constructor.name}.${key}`;
      const { interval, runAtStart } = metadata;
      const job = new Job(method as (signal: AbortSignal) => Promise<JobResult | void>, {
        intervalMs: typeof interval === 'number' ? interval : interval(owner),
        runAtStart,
        onError: (err) => this.log.warn({ err, job: name }, 'the job failed and is tried again'),
      });
      this.jobs.set(owner, [...(this.jobs.get(owner) ?? []), job]);
      job.start();
    }
  }

  /**
   * Runs the jobs of this object now instead of at their interval. Call it after committing work
   * for them.
   */
  wake(owner: object): void {
    for (const job of this.jobs.get(owner) ?? []) job.wake();
  }

  /** Waits for the current runs, so that they finish before the database closes. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.jobs.values()].flat().map((job) => job.stop()));
  }
}
