import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fine, warning, type Finding } from './finding.js';

/** Whether containers could run. Never a problem: `npm start` needs none, only Docker Compose does. `program` is for tests. */
export async function checkDocker(program = 'docker'): Promise<Finding[]> {
  try {
    const args = ['version', '--format', '{{.Server.Version}}'];
    const { stdout } = await promisify(execFile)(program, args, { timeout: 10_000 });
    return [fine(`Docker ${stdout.trim()} (only Docker Compose needs it)`)];
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') return [fine('no Docker here: "npm start" needs none, only Docker Compose does')];
    const denied = /permission denied/i.test(stderr);
    return [
      denied
        ? warning('Docker does not let you in', 'sudo usermod -aG docker "$(whoami)", then log in again')
        : warning(
            'Docker is installed and does not run',
            'only Docker Compose needs it: start Docker Desktop, or sudo systemctl start docker',
          ),
    ];
  }
}
