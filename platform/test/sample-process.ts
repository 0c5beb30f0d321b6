import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { freePort } from '@orderwire/test-kit';
import type { SampleWorld } from './sample-world.js';

const start = `
import Joi from 'joi';
import { databaseKeys, loadConfig, main, serviceKeys, startService } from '@orderwire/platform';
await main(async () => {
  const config = loadConfig(Joi.object({ ...serviceKeys, ...databaseKeys }), process.env);
  await startService('sample-ms', SampleModule.with(config), config);
});`;

const folder = join(import.meta.dirname, '..', 'node_modules', '.cache', `sample-${process.pid}`);

/** Writes the program as one file: it is started once per failpoint. */
export function buildSample(): void {
  const { code } = transformSync(readFileSync(join(import.meta.dirname, 'sample-service.ts'), 'utf8'), {
    swcrc: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
    module: { type: 'es6' },
  });
  mkdirSync(join(folder, 'src'), { recursive: true });
  const program = (code + start).replaceAll('../src/index.js', '@orderwire/platform');
  writeFileSync(join(folder, 'src', 'main.ts'), program);
  const bundle = join(import.meta.dirname, '..', 'bin', 'orderwire-bundle.mjs');
  execFileSync(process.execPath, [bundle], { cwd: folder });
}

export const removeSample = (): void => rmSync(folder, { recursive: true, force: true });

/** The sample service as a program of its own, which a failpoint can kill. */
export class SampleProgram {
  private readonly running: SampleProcess[] = [];

  constructor(private readonly world: SampleWorld) {}

  async start(env: Record<string, string> = {}): Promise<SampleProcess> {
    await this.world.provision();
    const [port, metricsPort] = [await freePort(), await freePort()];
    const child = spawn(process.execPath, [join(folder, 'dist', 'bundle.js')], {
      env: {
        PATH: process.env['PATH'] ?? '',
        ...this.world.environment(),
        PORT: String(port),
        METRICS_PORT: String(metricsPort),
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const started = new SampleProcess(
      child,
      `http://127.0.0.1:${port}`,
      `http://127.0.0.1:${metricsPort}/metrics`,
    );
    this.running.push(started);
    return started;
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map((each) => each.end()));
  }
}

/** One process of the sample service. */
export class SampleProcess {
  /** Its error output. */
  stderr = '';
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;

  constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
    private readonly metricsUrl: string,
  ) {
    child.stderr?.on('data', (bytes: Buffer) => (this.stderr += bytes.toString()));
    this.ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  }

  /** Whether its readiness probe succeeds. */
  isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(10_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** The longest block of its event loop since the last call, in seconds. */
  async longestBlock(): Promise<number> {
    const page = await (await fetch(this.metricsUrl)).text();
    return Number(/^nodejs_eventloop_lag_max_seconds\S* (\S+)$/m.exec(page)?.[1]);
  }

  /** It stands still, with its connections open. */
  hang(): void {
    this.child.kill('SIGSTOP');
  }

  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.ended;
  }
}
