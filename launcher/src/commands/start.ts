import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createProgress } from '../../bootstrap/progress.mjs';
import { readEnvironment } from '../config.js';
import { checkValues } from '../doctor/check-environment.js';
import { defaultDataDir, repositoryRoot } from '../repository.js';
import { createStyle, type Style } from '../screen/style.js';
import { welcome } from '../screen/welcome.js';
import { awaitOther } from '../system/other-launcher.js';
import { AlreadyRunning } from '../system/process-register.js';
import { startSystem, type System } from '../system/start-system.js';
import { filesIn, type SystemState } from '../system/state-file.js';
import { onStopSignal } from '../system/stop-signal.js';
import type { SupervisorEvent } from '../system/supervisor.js';
import { topology } from '../topology.js';
import { UserError } from '../user-error.js';

/** `npm start [-- --replicas 2 | --replicas orders-ms=2,payments-ms=2] [--no-seed]`: up, until Ctrl-C. */
export async function start(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { replicas: { type: 'string' }, seed: { type: 'boolean', default: true } },
    allowNegative: true,
  });
  const replicas = parseReplicas(values.replicas);
  const style = createStyle();
  const environment = readEnvironment(repositoryRoot);
  const wrong = checkValues(environment).filter(({ level }) => level === 'problem');
  if (wrong.length > 0) {
    const lines = wrong.map(({ text, mend }) => `  ${text}: ${mend}`);
    throw new UserError(`The environment (or .env) has something to mend first:\n${lines.join('\n')}`);
  }
  const giveUp = new AbortController();
  const hurry = new AbortController();
  let isOurs = true;
  onStopSignal(
    () => {
      giveUp.abort();
      if (isOurs) console.log(style.dim('\nStopping (press Ctrl-C again to hurry) …'));
    },
    () => hurry.abort(),
  );
  const began = Date.now();
  let system: System | undefined;
  while (!system) {
    try {
      system = await startSystem({
        dataDir: defaultDataDir,
        ports: 'default',
        replicas,
        progress: createProgress(),
        environment,
        seed: values.seed ?? true,
        onEvent: (event) => console.log(describe(event)),
        signal: giveUp.signal,
        hurry: hurry.signal,
      });
    } catch (error) {
      if (giveUp.signal.aborted) {
        console.log(style.dim('Stopped.'));
        // What was still being fetched or asked when the start was given up must not hold the terminal.
        process.exit(130);
      }
      if (!(error instanceof AlreadyRunning)) return sayWhy(error, style);
      isOurs = false;
      const other = await awaitOther(defaultDataDir, giveUp.signal);
      if (other !== 'gone') return tellOf(other, error.pid, style);
      isOurs = true;
    }
  }
  const took = ` (in ${((Date.now() - began) / 1000).toFixed(1)} s)`;
  console.log(welcome(system.state, defaultDataDir, style, took));
  if (!giveUp.signal.aborted) await once(giveUp.signal, 'abort');
  await system.stop();
  console.log(style.dim('Stopped. The data is kept; "npm start" continues with it.'));
  return 0;
}

/** `2` means two of every service, `orders-ms=2,products-ms=3` some of some. */
export function parseReplicas(text: string | undefined): Record<string, number> {
  if (!text) return {};
  const names = topology.map(({ name }) => name).filter((name) => name !== 'stripe-sandbox');
  const count = (value: string) => {
    const number = Number(value);
    if (Number.isInteger(number) && number >= 1 && number <= 8) return number;
    throw new UserError(`--replicas: "${value}" is not a number from 1 to 8.`);
  };
  if (!text.includes('=')) return Object.fromEntries(names.map((name) => [name, count(text)]));
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [name = '', value = ''] = part.split('=');
      if (!names.includes(name))
        throw new UserError(`--replicas: there is no "${name}"; there are ${names.join(', ')}.`);
      return [name, count(value)];
    }),
  );
}

function sayWhy(error: unknown, style: Style): number {
  console.error(`\n${style.red('Orderwire could not be started.')}\n`);
  console.error(error instanceof Error ? error.message : error);
  const { logs } = filesIn(defaultDataDir);
  console.error(`\nThe logs are in ${logs}; "npm run doctor" looks for the usual causes.`);
  return 1;
}

/** Another launcher has the data folder: where its system is, or that there is none yet. */
function tellOf(other: SystemState | 'busy', pid: number, style: Style): number {
  if (other === 'busy') {
    console.log(`Process ${pid} is starting or stopping the system; it has not finished yet.`);
    return 1;
  }
  const title = `: process ${pid} runs it, nothing had to be started`;
  console.log(welcome(other, defaultDataDir, style, title));
  return 0;
}

function describe(event: SupervisorEvent): string {
  const time = new Date().toLocaleTimeString('en-GB');
  return event.kind === 'crashed'
    ? `${time}  ${event.name} ${event.reason}; starting it again in ${event.restartInMs / 1000} s`
    : `${time}  ${event.name} is ready again after ${(event.afterMs / 1000).toFixed(1)} s`;
}
