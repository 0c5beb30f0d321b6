import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fine, problem, warning, type Finding } from './finding.js';

/** A container of the composed system, with its status in Docker's words. */
export interface Container {
  id: string;
  service: string;
  status: string;
}

const installGuide = 'https://docs.docker.com/get-started/get-docker';
const notInstalled = { text: 'Docker is not installed', remedy: `install it: ${installGuide}` };
const notRunning = {
  text: 'Docker is installed but not running',
  remedy: 'start Docker Desktop, or sudo systemctl start docker',
};
const noAccess = {
  text: 'Docker denies access to this account',
  remedy: 'sudo usermod -aG docker "$(whoami)", then log in again',
};

/** Whether Docker runs. Never a problem: only Docker Compose needs it. `program` is for tests. */
export async function checkDocker(program = 'docker'): Promise<Finding[]> {
  const found = await findDocker(program);
  if (typeof found === 'string') return [fine(`Docker ${found} (only Docker Compose needs it)`)];
  if (found === notInstalled) return [fine('no Docker: only Docker Compose needs it, "npm start" does not')];
  return [warning(found.text, `only Docker Compose needs it: ${found.remedy}`)];
}

/**
 * Whether the composed system can run: Docker 26 and Compose 2.26 or newer, which mount a folder of a
 * volume.
 */
export async function checkDockerForCompose(program = 'docker'): Promise<Finding[]> {
  const found = await findDocker(program);
  if (typeof found !== 'string') return [problem(found.text, found.remedy)];
  const compose = (await dockerOrNothing(program, 'compose', 'version', '--short')).trim();
  return [
    isAtLeast(found, 26)
      ? fine(`Docker ${found}`)
      : problem(`Docker ${found} is too old`, `install Docker 26 or newer: ${installGuide}`),
    isAtLeast(compose, 2, 26)
      ? fine(`Docker Compose ${compose}`)
      : problem(
          compose ? `Docker Compose ${compose} is too old` : 'Docker Compose is not installed',
          'install the plugin "docker compose", 2.26 or newer: https://docs.docker.com/compose/install',
        ),
  ];
}

function isAtLeast(version: string, major: number, minor = 0): boolean {
  const [, own = 0, ownMinor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  return own > major || (own === major && ownMinor >= minor);
}

/** All containers of one Compose project, running or not; none when Docker fails. */
export async function listContainers(project: string, program: string): Promise<Container[]> {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];
  const format = ['--format', '{{.Label "com.docker.compose.service"}}\t{{.Status}}\t{{.ID}}'];
  const list = await dockerOrNothing(program, 'ps', '--all', ...filter, ...format);
  const rows = list.trim().split('\n').filter(Boolean).sort();
  return rows.map((row) => {
    const [service = '', status = '', id = ''] = row.split('\t');
    return { id, service, status };
  });
}

/** The log of a service since its containers started; empty when Docker fails. */
export async function logOf(
  service: string,
  containers: readonly Container[],
  program: string,
): Promise<string[]> {
  const logs = containers
    .filter((container) => container.service === service)
    .map(async ({ id }) => {
      const started = await dockerOrNothing(program, 'inspect', '--format', '{{.State.StartedAt}}', id);
      return dockerOrNothing(program, 'logs', '--since', started.trim(), id);
    });
  return (await Promise.all(logs)).flatMap((log) => log.split('\n'));
}

/** Docker's version, or why it cannot be used and what to do about it. */
async function findDocker(program: string): Promise<string | typeof notInstalled> {
  try {
    return (await docker(program, 'version', '--format', '{{.Server.Version}}')).trim();
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') return notInstalled;
    return /permission denied/i.test(stderr) ? noAccess : notRunning;
  }
}

const dockerOrNothing = (...args: Parameters<typeof docker>): Promise<string> =>
  docker(...args).catch(() => '');

/** The output of Docker. Rejects after an error or ten seconds. */
async function docker(program: string, ...args: string[]): Promise<string> {
  const options = { timeout: 10_000, maxBuffer: 64 * 1024 * 1024 };
  return (await promisify(execFile)(program, args, options)).stdout;
}
