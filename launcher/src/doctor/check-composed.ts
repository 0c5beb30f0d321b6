import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ComposedSystem } from '../compose/composed-system.js';
import { fine, problem, type Finding } from './finding.js';

/** A container of the composed system: its service, and its state in Docker's words. */
export interface Container {
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
  const format = ['--format', '{{.Label "com.docker.compose.service"}}\t{{.Status}}'];
  const docker = promisify(execFile)(program, ['ps', '--all', ...filter, ...format], { timeout: 10_000 });
  const list = await docker.then(
    ({ stdout }) => stdout,
    () => '',
  );
  const rows = list.trim().split('\n').filter(Boolean).sort();
  return rows.map((row) => {
    const [service = '', status = ''] = row.split('\t');
    return { service, status };
  });
}

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
