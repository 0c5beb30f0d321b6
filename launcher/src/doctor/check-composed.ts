import type { ComposedSystem } from '../compose/composed-system.js';
import { docker } from './docker.js';
import { fine, problem, type Finding } from './finding.js';

/** A container of the composed system: its service, and its state in Docker's words. */
export interface Container {
  id: string;
  service: string;
  status: string;
}

/** How the containers of the composed system feel, and whether its doors open. */
export async function checkComposed(
  { gateway, payments }: ComposedSystem,
  containers: readonly Container[],
): Promise<Finding[]> {
  const doors = [
    ['client-gateway', gateway],
    ['payments-ms', payments],
  ] as const;
  return [
    ...checkContainers(containers),
    ...(await Promise.all(doors.map(([name, url]) => checkDoor(name, url)))),
  ];
}

/** All containers of one Compose project, running or not. None when Docker does not answer. `program` is for tests. */
export async function listContainers(project: string, program = 'docker'): Promise<Container[]> {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];
  const format = ['--format', '{{.Label "com.docker.compose.service"}}\t{{.Status}}\t{{.ID}}'];
  const list = await orNothing(program, 'ps', '--all', ...filter, ...format);
  const rows = list.trim().split('\n').filter(Boolean).sort();
  return rows.map((row) => {
    const [service = '', status = '', id = ''] = row.split('\t');
    return { id, service, status };
  });
}

/** What a service wrote since its containers started; nothing when Docker does not answer. `program` is for tests. */
export async function logOf(
  service: string,
  containers: readonly Container[],
  program = 'docker',
): Promise<string[]> {
  const logs = containers
    .filter((container) => container.service === service)
    .map(async ({ id }) => {
      const started = await orNothing(program, 'inspect', '--format', '{{.State.StartedAt}}', id);
      return orNothing(program, 'logs', '--since', started.trim(), id);
    });
  return (await Promise.all(logs)).flatMap((log) => log.split('\n'));
}

/** What Docker answers; nothing when it does not. */
const orNothing = (...question: Parameters<typeof docker>): Promise<string> =>
  docker(...question).catch(() => '');

function checkContainers(containers: readonly Container[]): Finding[] {
  if (containers.length === 0)
    return [problem('no container of the composed system is here', 'docker compose up --build')];
  return containers.map(({ service, status }) => {
    const good = /^Up .*\(healthy\)$|^Exited \(0\)/.test(status);
    return good
      ? fine(`${service}: ${status}`)
      : problem(`${service}: ${status}`, `docker compose logs --tail 20 ${service}`);
  });
}

async function checkDoor(name: string, url: string): Promise<Finding> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    if (answer.ok) return fine(`${name} answers at ${url}`);
    return problem(
      `${name} at ${url} is not ready: HTTP ${answer.status}`,
      `docker compose logs --tail 20 ${name}`,
    );
  } catch (error) {
    const reason = (error as { cause?: { code?: string } }).cause?.code ?? String(error);
    return problem(`${name} does not answer at ${url}: ${reason}`, 'docker compose ps');
  }
}
