import { docker } from './docker.js';
import { fine, problem, warning, type Finding } from './finding.js';

/** Whether containers could run. Never a problem: `npm start` needs none, only Docker Compose does. `program` is for tests. */
export async function checkDocker(program = 'docker'): Promise<Finding[]> {
  const { version, reason, mend } = await askDocker(program);
  if (version) return [fine(`Docker ${version} (only Docker Compose needs it)`)];
  if (reason === 'absent') return [fine('no Docker here: "npm start" needs none, only Docker Compose does')];
  return [
    reason === 'denied'
      ? warning('Docker does not let you in', mend)
      : warning('Docker is installed and does not run', `only Docker Compose needs it: ${mend}`),
  ];
}

const without = {
  absent: 'Docker is not installed',
  denied: 'Docker does not let you in',
  down: 'Docker is installed and does not run',
};

/** Docker's version, or the reason why it does not answer, and what to do about it. */
type Answer =
  | { version: string; reason?: never; mend?: never }
  | { version?: never; reason: keyof typeof without; mend: string };

/** Whether the composed system can run: the engine, and Compose 2 or newer. */
export async function checkDockerForCompose(program = 'docker'): Promise<Finding[]> {
  const { version, reason, mend } = await askDocker(program);
  if (reason) return [problem(without[reason], mend)];
  const compose = (await docker(program, 'compose', 'version', '--short').catch(() => '')).trim();
  const major = Number(/\d+/.exec(compose)?.[0] ?? 0);
  return [
    fine(`Docker ${version}`),
    major >= 2
      ? fine(`Docker Compose ${compose}`)
      : problem(
          'Docker has no Compose 2',
          'install the plugin "docker compose": https://docs.docker.com/compose/install',
        ),
  ];
}

async function askDocker(program: string): Promise<Answer> {
  try {
    return { version: (await docker(program, 'version', '--format', '{{.Server.Version}}')).trim() };
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT')
      return { reason: 'absent', mend: 'install it: https://docs.docker.com/get-started/get-docker' };
    return /permission denied/i.test(stderr)
      ? { reason: 'denied', mend: 'sudo usermod -aG docker "$(whoami)", then log in again' }
      : { reason: 'down', mend: 'start Docker Desktop, or sudo systemctl start docker' };
  }
}
