import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ComposedSystem } from '../compose/composed-system.js';
import { fine, problem, type Finding } from './finding.js';

/** How the containers of the composed system feel, and whether its doors open. */
export async function checkComposed(
  { gateway, payments }: ComposedSystem,
  containers: () => Promise<string> = listContainers,
): Promise<Finding[]> {
  const doors = [
    ['client-gateway', gateway],
    ['payments-ms', payments],
  ] as const;
  return [
    ...checkContainers(await containers()),
    ...(await Promise.all(doors.map(([name, url]) => checkDoor(name, url)))),
  ];
}

/** A line each: service and status. Empty when there are none, or no Docker. */
async function listContainers(): Promise<string> {
  const filter = ['--filter', 'label=com.docker.compose.project=orderwire'];
  const format = ['--format', '{{.Label "com.docker.compose.service"}}\t{{.Status}}'];
  const docker = promisify(execFile)('docker', ['ps', '--all', ...filter, ...format], { timeout: 10_000 });
  return docker.then(
    ({ stdout }) => stdout,
    () => '',
  );
}

function checkContainers(list: string): Finding[] {
  const rows = list.trim().split('\n').filter(Boolean).sort();
  if (rows.length === 0)
    return [problem('no container of the composed system is here', 'docker compose up --build')];
  return rows.map((row) => {
    const [name = '', status = ''] = row.split('\t');
    const good = /^Up .*\(healthy\)$|^Exited \(0\)/.test(status);
    return good
      ? fine(`${name}: ${status}`)
      : problem(`${name}: ${status}`, `docker compose logs --tail 20 ${name}`);
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
