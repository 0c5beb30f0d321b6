import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.js';
import { locateNatsServer } from './nats-binary.js';
import { commandLineOf, waitForEnd } from './process-identity.js';
import { ServerProcess } from './server-process.js';

/** Where JetStream keeps its files and how the server is reached. */
export interface NatsOptions {
  /** Folder of the server's own: configuration, JetStream's files. */
  storeDir: string;
  /** 0 (the default) takes any free one. */
  port?: number;
  user?: string;
  password?: string;
  /** false gives up the disk for speed (tests): a crash of the machine may then lose messages, one of the server does not. */
  durable?: boolean;
  /** Appended to the configuration file as it is. */
  extraConfig?: string;
  /** Default: `<storeDir>/nats.log`. */
  logFile?: string;
  /** Default: what `locateNatsServer` finds. */
  binary?: string;
}

/** A running NATS server with JetStream on 127.0.0.1. */
export interface Nats {
  /** With the credentials in it, as `NATS_SERVERS` takes it. */
  url: string;
  port: number;
  /** HTTP monitoring: `/healthz`, `/varz`, `/jsz`. */
  monitorUrl: string;
  pid: number;
  /** Resolves when the server is gone, wanted or not, with a sentence about how. */
  ended: Promise<string>;
  /** Lets the server write what it has, then ends it. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would be. */
  kill(): Promise<void>;
}

let located: Promise<string> | undefined;

/** Starts a NATS server; resolves when it accepts connections and JetStream is healthy. */
export async function startNats(options: NatsOptions): Promise<Nats> {
  const storeDir = resolve(options.storeDir);
  const binary = options.binary ?? (await (located ??= locateNatsServer()));
  mkdirSync(storeDir, { recursive: true });
  const configFile = join(storeDir, 'nats.conf');
  await endLeftover(storeDir, configFile);
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
      // Of the two ports one may have been chosen here.
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
  const { user, password = '', durable = true, extraConfig = '' } = options;
  const store = `store_dir: ${JSON.stringify(storeDir)}`;
  const lines = [
    `listen: "127.0.0.1:${port}"`,
    `http: "127.0.0.1:${monitorPort}"`,
    `pid_file: ${JSON.stringify(join(storeDir, 'nats.pid'))}`,
    `max_payload: 1MB`,
    // Every acknowledged publish is on the disk: the relay marks its row as published on that word.
    `jetstream { ${store}${durable ? ', sync_interval: always' : ''} }`,
    user ? `authorization { user: ${JSON.stringify(user)}, password: ${JSON.stringify(password)} }` : '',
    extraConfig,
  ];
  return `${lines.filter(Boolean).join('\n')}\n`;
}

/** A server that outlived its starter still writes to this folder, which two must never do: end it. */
async function endLeftover(storeDir: string, configFile: string): Promise<void> {
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

/** NATS speaks first: a client that got `INFO` is being served. */
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
