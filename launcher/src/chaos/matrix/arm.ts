import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../config.js';
import type { System } from '../../system/start-system.js';
import type { CrashCase } from './cases.js';

/** Starts each service of a round anew, told where to fail; those armed before, and not struck, are disarmed. */
export async function arm(
  system: System,
  environment: Environment,
  round: CrashCase[],
  onceFile: (one: CrashCase) => string,
  armed: CrashCase[],
): Promise<void> {
  const names = [...new Set([...round, ...armed].map(({ service }) => service))];
  await Promise.all(names.map((name) => system.stopService(name)));
  const starting: Promise<void>[] = [];
  for (const name of names) {
    const one = round.find(({ service }) => service === name);
    if (one) {
      environment['CRASH_POINT'] = `${one.point}:${one.mode}`;
      environment['CRASH_POINT_ONCE'] = onceFile(one);
    }
    // What it had left undone may strike it before it is ready: then it is started once more, unarmed.
    const started = system.start(name).catch(() => system.start(name));
    await Promise.race([started, launched(system, name, started)]);
    // Whoever starts later, the struck ones among them, must not be told the same.
    delete environment['CRASH_POINT'];
    delete environment['CRASH_POINT_ONCE'];
    starting.push(started);
  }
  await Promise.all(starting);
}

/** Resolves once every process of a service has been launched, and its environment been read; at the latest when it has started. */
async function launched(system: System, name: string, started: Promise<void>): Promise<void> {
  let isOver = false;
  const end = (): void => void (isOver = true);
  started.then(end, end);
  while (!isOver && system.replicasOf(name).some(({ pid }) => pid === undefined)) await sleep(5);
}
