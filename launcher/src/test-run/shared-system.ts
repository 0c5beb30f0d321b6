import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bareEnvironment } from '../config.js';
import { startSystem, type System } from '../system/start-system.js';

/** Two gateways, for what only shows between two; little waiting after a crash, and for banks. The tests make their own products. */
const settings = {
  seed: false,
  replicas: { 'client-gateway': 2 },
  backoff: { firstMs: 200, longestMs: 1_000 },
  environment: {
    ...bareEnvironment(),
    EVENT_ACK_WAIT_SECONDS: '5',
    WEBHOOK_RETRY_BASE_MS: '250',
    DELAYED_PAYMENT_SECONDS: '1',
  },
};

/**
 * One system for all test files that take whatever system there is: brought up for the first that asks, ended with the run.
 * It lives outside of jest's test environments, which each have a world of their own, and takes orders by HTTP:
 * `POST /up`, `/kill?name=…&signal=…`, `/stop?name=…`, `/start?name=…`.
 */
export class SharedSystem {
  private up: Promise<System> | undefined;

  private constructor(
    private readonly dataDir: string,
    private readonly server: Server,
  ) {}

  static async listen(folder: string): Promise<SharedSystem> {
    // Whoever asks keeps its connection: one that were closed for being idle might be closed as it is used again.
    const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://host');
      shared.obey(pathname, searchParams).then(
        () => response.end(JSON.stringify({ dataDir: shared.dataDir })),
        (error: Error) => response.writeHead(500).end(error.message),
      );
    });
    const shared = new SharedSystem(join(folder, 'shared'), server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return shared;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await (await this.up?.catch(() => undefined))?.stop();
  }

  private async obey(order: string, given: URLSearchParams): Promise<void> {
    this.up ??= startSystem({ dataDir: this.dataDir, ...settings });
    const system = await this.up;
    const name = given.get('name') ?? '';
    if (order === '/kill') system.kill(name, (given.get('signal') ?? 'SIGKILL') as NodeJS.Signals);
    if (order === '/stop') await system.stopService(name);
    if (order === '/start') await system.start(name);
  }
}
