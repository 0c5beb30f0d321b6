import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, NestFactory } from '@nestjs/core';
import type { Logger } from '../log/logger.js';
import { Every, Jobs, type JobResult } from './jobs.js';

const log = { warn: jest.fn() };
const runs: string[] = [];
let release: () => void = () => undefined;

@Injectable()
class SampleJobs {
  constructor(readonly intervalMs: number) {}

  @Every((samples: SampleJobs) => samples.intervalMs)
  async often(): Promise<void> {
    runs.push('often');
  }

  @Every(1e9, { runAtStart: false })
  async rarely(): Promise<JobResult> {
    runs.push('rarely');
    return 'idle';
  }

  @Every(1e9)
  async failing(): Promise<void> {
    if (!runs.includes('failing')) {
      runs.push('failing');
      throw new Error('not now');
    }
  }

  @Every(1e9)
  async slow(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => (release = resolve));
    runs.push(signal.aborted ? 'slow, at shutdown' : 'slow');
  }
}

@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: SampleJobs, useFactory: () => new SampleJobs(1) },
    { provide: 'alias', useExisting: SampleJobs },
    {
      provide: Jobs,
      inject: [DiscoveryService, MetadataScanner],
      useFactory: (discovery: DiscoveryService, scanner: MetadataScanner) =>
        new Jobs(discovery, scanner, log as unknown as Logger),
    },
  ],
})
class SampleModule {}

const count = (name: string): number => runs.filter((run) => run === name).length;
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise(setImmediate);
};

describe('methods decorated with @Every', () => {
  let app: INestApplicationContext;

  beforeEach(async () => {
    runs.length = 0;
    log.warn.mockClear();
    app = await NestFactory.createApplicationContext(SampleModule, { logger: false });
  });
  afterEach(async () => {
    release();
    await app.close();
  });

  it('run at the interval that their instance names', () => until(() => count('often') > 2));

  it('run when their instance is woken, once for all names of the provider', async () => {
    await until(() => count('often') > 0);
    expect(count('rarely')).toBe(0);
    app.get(Jobs).wake(app.get(SampleJobs));
    await until(() => count('rarely') > 0);
    expect(count('rarely')).toBe(1);
  });

  it('are logged with their name when they fail', async () => {
    await until(() => log.warn.mock.calls.length > 0);
    expect(log.warn.mock.calls[0]?.[0]).toMatchObject({ job: 'SampleJobs.failing' });
  });

  it('finish their current run before the application is closed', async () => {
    await until(() => count('often') > 0);
    const closing = app.close();
    await new Promise(setImmediate);
    release();
    await closing;
    expect(runs.at(-1)).toBe('slow, at shutdown');
    const { length } = runs;
    await new Promise(setImmediate);
    expect(runs).toHaveLength(length);
  });
});
