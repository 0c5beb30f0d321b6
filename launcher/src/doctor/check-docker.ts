import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fine, problem, warning, type Finding } from './finding.js';

/** The output of Docker. Rejects after an error or ten seconds. `program` is for tests. */
export async function docker(program: string, ...args: string[]): Promise<string> {
  const options = { timeout: 10_000, maxBuffer: 64 * 1024 * 1024 };
  return (await promisify(execFile)(program, args, options)).stdout;
}

/** Whether Docker runs. Never a problem: only Docker Compose needs it. */
export async function checkDocker(program = 'docker'): Promise<Finding[]> {
  const { version, installed, text, remedy } = await findDocker(program);
  if (version) return [fine(`Docker ${version} (only Docker Compose needs it)`)];
  if (!installed) return [fine('no Docker: only Docker Compose needs it, "npm start" does not')];
  return [warning(text, `only Docker Compose needs it: ${remedy}`)];
}

/** Whether the composed system can run: Docker, and Compose 2 or newer. */
export async function checkDockerForCompose(program = 'docker'): Promise<Finding[]> {
  const { version, text, remedy } = await findDocker(program);
  if (!version) return [problem(text, remedy)];
  const compose = (await docker(program, 'compose', 'version', '--short').catch(() => '')).trim();
  const hasCompose = Number(/\d+/.exec(compose)?.[0] ?? 0) >= 2;
  const remedyForCompose = 'install the plugin "docker compose": https://docs.docker.com/compose/install';
  return [
    fine(`Docker ${version}`),
    hasCompose
      ? fine(`Docker Compose ${compose}`)
      : problem('Docker Compose 2 is not installed', remedyForCompose),
  ];
}

/** Docker's version, or why it cannot be used and what to do about it. */
async function findDocker(
  program: string,
): Promise<{ version?: string; installed: boolean; text: string; remedy: string }> {
  try {
    const version = (await docker(program, 'version', '--format', '{{.Server.Version}}')).trim();
    return { version, installed: true, text: '', remedy: '' };
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') {
      const remedy = 'install it: https://docs.docker.com/get-started/get-docker';
      return { installed: false, text: 'Docker is not installed', remedy };
    }
    return /permission denied/i.test(stderr)
      ? {
          installed: true,
          text: 'Docker denies access to this account',
          remedy: 'sudo usermod -aG docker "$(whoami)", then log in again',
        }
      : {
          installed: true,
          text: 'Docker is installed but not running',
          remedy: 'start Docker Desktop, or sudo systemctl start docker',
        };
  }
}
