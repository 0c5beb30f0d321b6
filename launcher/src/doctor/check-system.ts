import { existsSync, readFileSync } from 'node:fs';
import type { Environment } from '../config.js';
import { checkHealth } from '../readiness.js';
import { readSecrets } from '../secrets.js';
import { effectiveKeys } from '../system/plan.js';
import { ownerOf } from '../system/process-register.js';
import { filesIn, readState } from '../system/state-file.js';
import { fine, problem, warning, type Finding } from './finding.js';

/** Whether the system of this data folder runs, and whether each of its services is ready. */
export async function checkSystem(dataDir: string, environment: Environment): Promise<Finding[]> {
  const owner = ownerOf(filesIn(dataDir).register);
  if (!owner) return [fine('the system is not running ("npm start" starts it)')];
  const state = readState(dataDir);
  if (!state)
    return [warning(`process ${owner.pid} is starting or stopping the system`, 'run the doctor again later')];
  const secrets = readSecrets(filesIn(dataDir).secrets);
  const serviceKey = secrets && effectiveKeys(secrets, environment).SERVICE_KEY;
  const replicas = Object.entries(state.services).flatMap(([name, service]) =>
    service.replicas.map((replica, index) => ({ ...replica, name: index ? `${name}-${index + 1}` : name })),
  );
  const checked = await Promise.all(
    replicas.map(async ({ name, pid, url, logFile }): Promise<Finding[]> => {
      if (!pid) return [problem(`${name} is down`, `see the end of ${logFile}`)];
      const { problem: reason, warnings } = await checkHealth(`${url}/health/ready`, serviceKey);
      if (reason) return [problem(`${name} is not ready: ${reason}`, `see ${logFile}`)];
      return [
        fine(`${name} is ready`),
        ...Object.entries(warnings).map(([part, text]) =>
          warning(`${name}, ${part}: ${text}`, `see ${logFile}`),
        ),
      ];
    }),
  );
  const proxies = replicas.flatMap(({ name, logFile }) =>
    name.startsWith('client-gateway') && existsSync(logFile) ? checkProxy(readFileSync(logFile, 'utf8')) : [],
  );
  return [fine(`the system is running (process ${owner.pid})`), ...checked.flat(), ...proxies];
}

/** Whether the gateway's log names a proxy that TRUST_PROXY does not list. */
export function checkProxy(log: string): Finding[] {
  const line = log.split('\n').find((entry) => entry.includes('TRUST_PROXY does not list'));
  if (!line) return [];
  const { msg, address, remedy } = JSON.parse(line) as Record<'msg' | 'address' | 'remedy', string>;
  return [warning(`${address} sends ${msg}`, remedy)];
}
