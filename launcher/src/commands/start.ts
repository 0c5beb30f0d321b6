import { once } from 'node:events';
import { parseArgs, styleText } from 'node:util';
import { createProgress } from '../../bootstrap/progress.mjs';
import { isProduction, readEnvironment } from '../config.js';
import { checkBeforeStart } from '../doctor/check-environment.js';
import { defaultDataDir, repositoryRoot } from '../repository.js';
import type { EmbeddedSystem } from '../system/embedded-system.js';
import { AlreadyRunning, waitForOtherLauncher } from '../system/process-register.js';
import { startSystem } from '../system/start-system.js';
import { filesIn, type SystemState } from '../system/state-file.js';
import { stopSignal } from '../system/stop-signal.js';
import type { SupervisorEvent } from '../system/supervisor.js';
import { topology } from '../topology.js';
import { UserError } from '../user-error.js';

/** `npm start [-- --replicas 2 | orders-ms=2,payments-ms=2] [--no-seed]`: runs until Ctrl-C. */
export async function start(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { replicas: { type: 'string' }, seed: { type: 'boolean', default: true } },
    allowNegative: true,
  });
  const replicas = parseReplicas(values.replicas);
  const given = readEnvironment(repositoryRoot);
  // Developers find the trace of each order in the console.
  const environment = isProduction(given) ? given : { TRACE_STORE: 'true', ...given };
  const problems = (await checkBeforeStart(environment)).filter(({ level }) => level === 'problem');
  if (problems.length > 0) {
    const lines = problems.map(({ text, remedy }) => `  ${text}: ${remedy}`);
    throw new UserError(`The environment (or .env) has invalid values:\n${lines.join('\n')}`);
  }
  const forceStop = new AbortController();
  let isOurs = true;
  const interrupt = stopSignal(
    () => forceStop.abort(),
    () => {
      if (isOurs) console.log(styleText('dim', '\nStopping (press Ctrl-C again to stop immediately) …'));
    },
  );
  const began = Date.now();
  let system: EmbeddedSystem | undefined;
  while (!system) {
    try {
      system = await startSystem({
        dataDir: defaultDataDir,
        ports: 'default',
        replicas,
        progress: createProgress(),
        environment,
        seed: values.seed ?? true,
        onEvent: (event) => console.log(describeEvent(event)),
        signal: interrupt,
        forceStop: forceStop.signal,
      });
    } catch (error) {
      if (interrupt.aborted) {
        console.log(styleText('dim', 'Stopped.'));
        // Requests that are still open must not keep the process alive.
        process.exit(130);
      }
      if (!(error instanceof AlreadyRunning)) return reportFailure(error);
      isOurs = false;
      const other = await waitForOtherLauncher(defaultDataDir, interrupt);
      if (other !== 'gone') return reportOther(other, error.pid);
      isOurs = true;
    }
  }
  const duration = ` (in ${((Date.now() - began) / 1000).toFixed(1)} s)`;
  console.log(startScreen(system.state, duration));
  if (!interrupt.aborted) await once(interrupt, 'abort');
  await system.stop();
  console.log(styleText('dim', 'Stopped. The data is kept for the next "npm start".'));
  return 0;
}

/** `2` means two of every service, `orders-ms=2,products-ms=3` numbers by service. */
export function parseReplicas(text: string | undefined): Record<string, number> {
  if (!text) return {};
  const names = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);
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

function reportFailure(error: unknown): number {
  console.error(`\n${styleText('red', 'Orderwire could not be started.')}\n`);
  console.error(error instanceof Error ? error.message : error);
  const { logs } = filesIn(defaultDataDir);
  console.error(`\nThe logs are in ${logs}; "npm run doctor" checks the usual causes.`);
  return 1;
}

/** Another launcher owns the data folder: shows its system. */
function reportOther(other: SystemState | 'busy', pid: number): number {
  if (other === 'busy') {
    console.log(`Process ${pid} is still starting or stopping the system.`);
    return 1;
  }
  console.log(startScreen(other, `: started earlier by process ${pid}`));
  return 0;
}

function describeEvent(event: SupervisorEvent): string {
  const time = new Date().toLocaleTimeString('en-GB');
  if (event.kind === 'crashed')
    return `${time}  ${event.name} ${event.reason}; restarting it in ${event.restartInMs / 1000} s`;
  if (event.kind === 'broken')
    return `${time}  ${event.name} ${event.reason} again after its restart; check its disk and log. It is restarted at most every 10 minutes`;
  return `${time}  ${event.name} is ready again after ${(event.afterMs / 1000).toFixed(1)} s`;
}

/** The output at the end of `npm start`: all addresses, and what to do next. */
function startScreen({ urls, services, stripe, demo }: SystemState, title: string): string {
  const row = (name: string, value: string | undefined, note = '') =>
    value
      ? [`  ${name.padEnd(16)}${styleText('cyan', value)}${note ? `  ${styleText('dim', note)}` : ''}`]
      : [];
  const down = Object.entries(services).filter(([, { pid }]) => !pid);
  return [
    '',
    styleText('bold', `Orderwire is up${title}`),
    '',
    ...row('shop', urls.storefront, 'test card that pays: 4242 4242 4242 4242'),
    ...row(
      'console',
      urls.console,
      demo['staff'] && `sign in as ${demo['staff'].email}, ${demo['staff'].password}`,
    ),
    ...row('API', urls.gateway && `${urls.gateway}/api/v1`),
    ...row('API docs', urls.docs),
    ...row('payments', urls.payments),
    ...row('Stripe sandbox', urls.stripe),
    ...(stripe === 'real'
      ? [
          `  ${'Stripe'.padEnd(16)}real Stripe with your keys. Forward its webhooks:`,
          `  ${''.padEnd(16)}${styleText('cyan', `stripe listen --forward-to ${urls.payments}/payments/webhook`)}`,
        ]
      : []),
    ...row('mailbox', urls.mailbox, 'all mails of this system; none is delivered'),
    ...row('carrier', urls.carrier, 'all shipments of this system, with buttons that move their parcels'),
    ...row('NATS', withoutPassword(urls.nats), `monitor ${urls.natsMonitor}`),
    ...row('PostgreSQL', withoutPassword(urls.postgres)),
    ...Object.entries(services).flatMap(([name, { replicas }]) =>
      replicas.flatMap(({ metricsUrl }) => row('metrics', metricsUrl, name)),
    ),
    ...row('passwords, logs', defaultDataDir, 'state.json, logs/'),
    ...Object.entries(demo).flatMap(([role, { email, password }]) => row(`demo ${role}`, email, password)),
    ...down.map(([name]) => styleText('yellow', `  ${name} is down; see logs/${name}.log`)),
    '',
    `  Try:   buy something in the shop, then refund it in the console`,
    `         ${styleText('bold', 'npm run demo')}     in another terminal: places, pays and follows an order until PAID`,
    `  Stop:  Ctrl-C`,
    '',
  ].join('\n');
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href.replace(/\/$/, '');
}
