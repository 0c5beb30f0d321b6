import type { SystemState } from '../system/state-file.js';
import type { Style } from './style.js';

/** The output at the end of `npm start`: all addresses, and what to do next. */
export function startScreen(
  { urls, services, stripe, demo }: SystemState,
  dataDir: string,
  style: Style,
  title: string,
): string {
  const row = (name: string, value: string | undefined, note = '') =>
    value ? [`  ${name.padEnd(16)}${style.cyan(value)}${note ? `  ${style.dim(note)}` : ''}`] : [];
  const down = Object.entries(services).filter(([, { pid }]) => !pid);
  return [
    '',
    style.bold(`Orderwire is up${title}`),
    '',
    ...row('API', urls.gateway && `${urls.gateway}/api/v1`),
    ...row('API docs', urls.docs),
    ...row('payments', urls.payments),
    ...(stripe === 'sandbox'
      ? row('Stripe sandbox', urls.stripe, 'test card that pays: 4242 4242 4242 4242')
      : []),
    ...(stripe === 'real'
      ? [
          `  ${'Stripe'.padEnd(16)}real Stripe with your keys. Forward its webhooks:`,
          `  ${''.padEnd(16)}${style.cyan(`stripe listen --forward-to ${urls.payments}/payments/webhook`)}`,
        ]
      : []),
    ...row('NATS', withoutPassword(urls.nats), `monitor ${urls.natsMonitor}`),
    ...row('PostgreSQL', withoutPassword(urls.postgres)),
    ...Object.entries(services).flatMap(([name, { replicas }]) =>
      replicas.flatMap(({ metricsUrl }) => row('metrics', metricsUrl, name)),
    ),
    ...row('passwords, logs', dataDir, 'state.json, logs/'),
    ...Object.entries(demo).flatMap(([role, { email, password }]) => row(`demo ${role}`, email, password)),
    ...down.map(([name]) => style.yellow(`  ${name} is down; see logs/${name}.log`)),
    '',
    `  Try:   ${style.bold('npm run demo')}     in another terminal: places, pays and follows an order until PAID`,
    `         curl ${urls.gateway}/api/v1/products`,
    `  Stop:  Ctrl-C`,
    '',
  ].join('\n');
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href.replace(/\/$/, '');
}
