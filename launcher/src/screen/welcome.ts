import type { SystemState } from '../system/state-file.js';
import type { Style } from './style.js';

/** The one screen at the end of `npm start`: where everything is and what to do next. */
export function welcome(
  { urls, services, stripe, demo }: SystemState,
  dataDir: string,
  style: Style,
  took: string,
): string {
  const row = (name: string, value: string | undefined, note = '') =>
    value ? [`  ${name.padEnd(16)}${style.cyan(value)}${note ? `  ${style.dim(note)}` : ''}`] : [];
  const failing = Object.entries(services).filter(([, { pid }]) => !pid);
  return [
    '',
    style.bold(`Orderwire is up${took}`),
    '',
    ...row('API', urls.gateway && `${urls.gateway}/api/v1`),
    ...row('API docs', urls.docs),
    ...row('payments', urls.payments),
    ...(stripe === 'sandbox'
      ? row('Stripe sandbox', urls.stripe, 'test cards: 4242 4242 4242 4242 pays')
      : []),
    ...(stripe === 'real'
      ? [
          `  ${'Stripe'.padEnd(16)}the real one, with your keys; forward its webhooks to us:`,
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
    ...failing.map(([name]) => style.yellow(`  ${name} is down; see logs/${name}.log`)),
    '',
    `  Try:   ${style.bold('npm run demo')}     in another terminal: an order, paid, followed until PAID`,
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
