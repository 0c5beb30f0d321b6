import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  composedAddresses,
  type ComposedSystem,
  composedSystem,
  repositoryRoot,
  UserError,
  topology,
} from '@orderwire/launcher/system';
import type { Operations } from './operations.js';
import { until } from './until.js';

const project = (): string => composedAddresses(repositoryRoot).project;

/** The health check of the image. */
const healthCheck = [
  'node',
  '-e',
  `fetch('http://127.0.0.1:'+process.env.PORT+'/health/ready').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))`,
];

/**
 * The running composed system with sandbox and demo accounts. Throws a UserError when there is
 * none.
 */
export function composedUnderTest(): Required<ComposedSystem> {
  const found = composedSystem(repositoryRoot);
  const { sandbox, mailbox } = found;
  if (!sandbox || !mailbox)
    throw new UserError('The tests need the Stripe sandbox: the composed system uses real Stripe.');
  return { ...found, sandbox, mailbox };
}

/**
 * Operations on containers. Docker does not restart a container that it has killed, so `kill` does.
 */
export const composedOperations: Operations = {
  kill: async (name, signal = 'SIGKILL') => {
    const id = await containerOf(name);
    // SIGSTOP has no effect on the first process of a container; pausing freezes all of them.
    if (signal === 'SIGSTOP') return docker('pause', id);
    if (signal === 'SIGCONT') return docker('unpause', id);
    await docker('kill', '--signal', signal, id);
    if (signal !== 'SIGKILL') await docker('wait', id);
    await docker('start', id);
  },
  stop: async (name) => docker('stop', await containerOf(name)),
  start: async (name) => {
    await docker('start', await containerOf(name));
    await ready([name]);
  },
  ownAddress: async () => {
    const gateway = ['--format', '{{(index .IPAM.Config 0).Gateway}}'];
    return output('network', 'inspect', ...gateway, `${project()}_edge`);
  },
  reconcile: async () => {
    const command = ['exec', await containerOf('payments-ms'), 'node', 'dist/reconcile.js'];
    return docker(...command).then(
      () => 0,
      (error: { code?: unknown }) => Number(error.code ?? 1),
    );
  },
  allReady: () => ready(topology.map(({ name }) => name)),
};

async function ready(names: string[]): Promise<void> {
  await until(
    async () => {
      const states = await Promise.all(names.map(async (name) => ((await isReady(name)) ? [] : [name])));
      return states.flat();
    },
    (waiting) => waiting.length === 0,
    90,
  );
}

const isReady = async (name: string): Promise<boolean> =>
  docker('exec', await containerOf(name), ...healthCheck).then(
    () => true,
    () => false,
  );

async function containerOf(service: string): Promise<string> {
  const labels = [`project=${project()}`, `service=${service}`];
  const filters = labels.flatMap((label) => ['--filter', `label=com.docker.compose.${label}`]);
  const [id] = (await output('ps', '--all', '--quiet', ...filters)).split('\n');
  if (!id)
    throw new UserError(`The composed system has no container of ${service}: run docker compose up --build`);
  return id;
}

async function docker(...args: string[]): Promise<void> {
  await output(...args);
}

async function output(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('docker', args, { timeout: 60_000 });
  return stdout.trim();
}
