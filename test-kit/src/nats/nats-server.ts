import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { freePort } from '../processes/free-port.js';
import { locateNatsServer } from './nats-binary.js';
import { commandLineOf, waitForEnd } from '../processes/process-identity.js';
import { ServerProcess } from '../processes/server-process.js';

/** Files, address and settings of a NATS server. */
export interface NatsOptions {
  /** The server's own folder: configuration and JetStream files. */
  storeDir: string;
  /** Default: any free port. */
  port?: number;
  user?: string;
  password?: string;
  /**
   * False for speed in tests: no sync per message, so a crash of the machine, but not of the
   * server, may lose messages.
   */
  durable?: boolean;
  /** Appended to the configuration file. */
  extraConfig?: string;
  /** Makes it a node of a cluster. It is ready when the cluster has a leader. */
  cluster?: ClusterNode;
  /** Default: `<storeDir>/nats.log`. */
  logFile?: string;
  /** Default: the result of `locateNatsServer`. */
  binary?: string;
}

/** What makes a server a node of a cluster. */
export interface ClusterNode {
  /** Unique within the cluster. */
  name: string;
  /** On which it accepts routes. */
  port: number;
  /** URLs of the routes that it opens. */
  routes: readonly string[];
}

/** A running NATS server with JetStream on 127.0.0.1. */
export interface Nats {
  /** With credentials, in the form of `NATS_SERVERS`. */
  url: string;
  port: number;
  /** HTTP monitoring: `/healthz`, `/varz`, `/jsz`. */
  monitorUrl: string;
  pid: number;
  /** Resolves with the reason when the server has ended, stopped or crashed. */
  ended: Promise<string>;
  /** Stops the server gracefully. */
  stop(): Promise<void>;
  /** Simulates a crash with SIGKILL. */
  kill(): Promise<void>;
}

let located: Promise<string> | undefined;

/** Starts a NATS server; resolves when it accepts connections and JetStream is healthy. */
export async function startNats(options: NatsOptions): Promise<Nats> {
  const storeDir = resolve(options.storeDir);
  const binary = options.binary ?? (await (located ??= locateNatsServer()));
  mkdirSync(storeDir, { recursive: true, mode: 0o700 });
  const configFile = join(storeDir, 'nats.conf');
  await stopLeftover(storeDir, configFile);
  for (let attempt = 1; ; attempt++) {
    const port = options.port || (await freePort());
    const monitorPort = await freePort();
    writeFileSync(configFile, configuration(options, storeDir, port, monitorPort), { mode: 0o600 });
    const server = await ServerProcess.spawn({
      name: 'nats-server',
      file: binary,
      args: ['-c', configFile],
      cwd: storeDir,
      logFile: options.logFile ?? join(storeDir, 'nats.log'),
    });
    const monitorUrl = `http://127.0.0.1:${monitorPort}`;
    try {
      await server.ready(async () => (await healthy(monitorUrl)) && (await greets(port)));
    } catch (error) {
      const stolen = /address already in use/i.test(String(error)) && attempt < 5;
      await server.stop('SIGKILL');
      // Another process may have bound one of the two ports first.
      if (stolen) continue;
      throw error;
    }
    const { user, password } = options;
    const credentials = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@` : '';
    return {
      url: `nats://${credentials}127.0.0.1:${port}`,
      port,
      monitorUrl,
      pid: server.pid,
      ended: server.ended,
      stop: () => server.stop('SIGTERM'),
      kill: () => server.stop('SIGKILL'),
    };
  }
}

function configuration(options: NatsOptions, storeDir: string, port: number, monitorPort: number): string {
  const { user, password = '', durable = true, extraConfig = '', cluster } = options;
  const store = `store_dir: ${JSON.stringify(storeDir)}`;
  const lines = [
    `listen: "127.0.0.1:${port}"`,
    `http: "127.0.0.1:${monitorPort}"`,
    `pid_file: ${JSON.stringify(join(storeDir, 'nats.pid'))}`,
    `max_payload: 1MB`,
    // As in deploy/nats/nats-server.conf: a hung client is disconnected after 10 to 15 s.
    `ping_interval: "5s"`,
    `ping_max: 2`,
    // Every acknowledged message is on disk, since the relay then marks its row as published.
    `jetstream { ${store}${durable ? ', sync_interval: always' : ''} }`,
    user ? `authorization { user: ${JSON.stringify(user)}, password: ${JSON.stringify(password)} }` : '',
    cluster ? clusterConfiguration(cluster) : '',
    extraConfig,
  ];
  return `${lines.filter(Boolean).join('\n')}\n`;
}

/**
 * The nodes learn no other addresses than these: routes lead through proxies, and clients know all
 * nodes. After SIGUSR2 clients are asked to leave at once, and disconnected within 30 seconds.
 */
const clusterConfiguration = ({
  name,
  port,
  routes,
}: ClusterNode): string => `server_name: ${JSON.stringify(name)}
lame_duck_grace_period: "1s"
lame_duck_duration: "30s"
cluster {
  name: orderwire
  listen: "127.0.0.1:${port}"
  no_advertise: true
  routes: ${JSON.stringify(routes)}
}`;

/** Stops a server that outlived its parent: two servers must never write to one folder. */
async function stopLeftover(storeDir: string, configFile: string): Promise<void> {
  const pidFile = join(storeDir, 'nats.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const ours = pid > 1 && (commandLineOf(pid)?.includes(configFile) ?? false);
  if (ours) {
    process.kill(pid, 'SIGTERM');
    if (!(await waitForEnd(pid, 10_000))) process.kill(pid, 'SIGKILL');
  }
  rmSync(pidFile, { force: true });
}

async function healthy(monitorUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${monitorUrl}/healthz`, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

/** NATS sends `INFO` first: a client that receives it is connected. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
    const answer = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('data', (data) => answer(data.toString().startsWith('INFO ')));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
