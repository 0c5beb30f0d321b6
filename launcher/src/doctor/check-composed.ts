import type { ComposedSystem } from '../compose/composed-system.js';
import { readinessProblem } from '../readiness.js';
import { docker } from './check-docker.js';
import { fine, problem, type Finding } from './finding.js';

/** A container of the composed system, with its status in Docker's words. */
export interface Container {
  id: string;
  service: string;
  status: string;
}

/** Checks the containers and the published endpoints of the composed system. */
export async function checkComposed(
  { gateway, payments }: ComposedSystem,
  containers: readonly Container[],
): Promise<Finding[]> {
  return [
    ...checkContainers(containers),
    await checkEndpoint('client-gateway', gateway),
    await checkEndpoint('payments-ms', payments),
  ];
}

/** All containers of one Compose project, running or not; none when Docker fails. `program` is for tests. */
export async function listContainers(project: string, program = 'docker'): Promise<Container[]> {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];
  const format = ['--format', '{{.Label "com.docker.compose.service"}}\t{{.Status}}\t{{.ID}}'];
  const list = await dockerOrNothing(program, 'ps', '--all', ...filter, ...format);
  const rows = list.trim().split('\n').filter(Boolean).sort();
  return rows.map((row) => {
    const [service = '', status = '', id = ''] = row.split('\t');
    return { id, service, status };
  });
}

/** The log of a service since its containers started; empty when Docker fails. `program` is for tests. */
export async function logOf(
  service: string,
  containers: readonly Container[],
  program = 'docker',
): Promise<string[]> {
  const logs = containers
    .filter((container) => container.service === service)
    .map(async ({ id }) => {
      const started = await dockerOrNothing(program, 'inspect', '--format', '{{.State.StartedAt}}', id);
      return dockerOrNothing(program, 'logs', '--since', started.trim(), id);
    });
  return (await Promise.all(logs)).flatMap((log) => log.split('\n'));
}

const dockerOrNothing = (...args: Parameters<typeof docker>): Promise<string> =>
  docker(...args).catch(() => '');

function checkContainers(containers: readonly Container[]): Finding[] {
  if (containers.length === 0)
    return [problem('the composed system has no containers', 'docker compose up --build')];
  return containers.map(({ service, status }) =>
    /^Up .*\(healthy\)$|^Exited \(0\)/.test(status)
      ? fine(`${service}: ${status}`)
      : problem(`${service}: ${status}`, `docker compose logs --tail 20 ${service}`),
  );
}

async function checkEndpoint(name: string, url: string): Promise<Finding> {
  const reason = await readinessProblem(`${url}/health/ready`);
  if (!reason) return fine(`${name} is ready at ${url}`);
  return problem(`${name} at ${url} is not ready: ${reason}`, `docker compose logs --tail 20 ${name}`);
}
