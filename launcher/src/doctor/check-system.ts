import { ownerOf } from '../system/process-register.js';
import { filesIn, readState } from '../system/state-file.js';
import { fine, problem, warning, type Finding } from './finding.js';

/** Whether the system of this data folder runs, and how each of its services feels. */
export async function checkSystem(dataDir: string): Promise<Finding[]> {
  const owner = ownerOf(filesIn(dataDir).register);
  if (!owner) return [fine('the system is not running ("npm start" starts it)')];
  const state = readState(dataDir);
  if (!state)
    return [warning(`process ${owner.pid} is starting or stopping the system`, 'ask again in a moment')];
  const services = Object.entries(state.services).flatMap(([name, { replicas }]) =>
    replicas.map((replica, index) => ({ ...replica, name: index ? `${name}-${index + 1}` : name })),
  );
  const asked = await Promise.all(
    services.map(async ({ name, pid, url, logFile }): Promise<Finding> => {
      if (!pid) return problem(`${name} is down`, `its last words are in ${logFile}`);
      const complaint = await readiness(url);
      return complaint
        ? problem(`${name} is not ready: ${complaint}`, `see ${logFile}`)
        : fine(`${name} is ready`);
    }),
  );
  return [fine(`the system is running (process ${owner.pid})`), ...asked];
}

async function readiness(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    const body = (await answer.text()).slice(0, 300);
    return answer.ok ? undefined : `HTTP ${answer.status} ${body}`;
  } catch (error) {
    return (error as { cause?: { code?: string } }).cause?.code ?? String(error);
  }
}
