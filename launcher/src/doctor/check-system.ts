import { readinessProblem } from '../readiness.js';
import { ownerOf } from '../system/process-register.js';
import { filesIn, readState } from '../system/state-file.js';
import { fine, problem, warning, type Finding } from './finding.js';

/** Whether the system of this data folder runs, and whether each of its services is ready. */
export async function checkSystem(dataDir: string): Promise<Finding[]> {
  const owner = ownerOf(filesIn(dataDir).register);
  if (!owner) return [fine('the system is not running ("npm start" starts it)')];
  const state = readState(dataDir);
  if (!state)
    return [warning(`process ${owner.pid} is starting or stopping the system`, 'run the doctor again later')];
  const replicas = Object.entries(state.services).flatMap(([name, service]) =>
    service.replicas.map((replica, index) => ({ ...replica, name: index ? `${name}-${index + 1}` : name })),
  );
  const checked = await Promise.all(
    replicas.map(async ({ name, pid, url, logFile }): Promise<Finding> => {
      if (!pid) return problem(`${name} is down`, `see the end of ${logFile}`);
      const reason = await readinessProblem(`${url}/health/ready`);
      return reason ? problem(`${name} is not ready: ${reason}`, `see ${logFile}`) : fine(`${name} is ready`);
    }),
  );
  return [fine(`the system is running (process ${owner.pid})`), ...checked];
}
