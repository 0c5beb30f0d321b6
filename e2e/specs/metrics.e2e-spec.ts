import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@orderwire/launcher/system';
import { ShopperClient } from './harness/shopper-client.js';
import { useEmbeddedSystem } from './harness/system.js';

const system = useEmbeddedSystem();
const shopper = new ShopperClient(system);
const rows = readFileSync(join(repositoryRoot, 'docs', 'metrics.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.slice(2, -2).split(' | '));

/** What one process exposes. */
const scrape = async (url: string): Promise<string> => {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return response.text();
};

/** The services that a row of the table names. */
function servicesIn(text: string, all: readonly string[]): string[] {
  if (text === 'all') return [...all].sort();
  if (text === 'with a database') return all.filter((name) => name !== 'client-gateway').sort();
  return text.split(', ').sort();
}

const promtool = (page: string) =>
  spawnSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' });

describe('the metrics of all services', () => {
  /** One for each process. */
  const pages: { service: string; page: string }[] = [];

  beforeAll(async () => {
    const productId = await shopper.createProduct();
    const { order, paymentSession } = await shopper.createOrder(productId, 1);
    await shopper.pay(paymentSession.id);
    await shopper.waitForStatus(order.id, 'PAID');
    for (const [service, { replicas }] of Object.entries(system.state.services))
      for (const { metricsUrl } of replicas)
        if (metricsUrl) pages.push({ service, page: await scrape(metricsUrl) });
  });

  it('are those of docs/metrics.md, with their types, services and meanings', () => {
    const services = new Map<string, Set<string>>();
    const exposed = new Map<string, [type: string, help: string]>();
    for (const { service, page } of pages)
      for (const [, name = '', help = '', type = ''] of page.matchAll(
        /^# HELP (orderwire_\w+) (.*)\n# TYPE \S+ (\w+)$/gm,
      )) {
        services.set(name, (services.get(name) ?? new Set()).add(service));
        exposed.set(name, [type, help]);
      }
    const found = [...exposed].map(([name, [type, help]]) => [
      name,
      type,
      [...(services.get(name) ?? [])].sort(),
      help,
    ]);
    const all = [...new Set(pages.map(({ service }) => service))];
    const documented = rows
      .filter(({ length }) => length === 5)
      .map(([name = '', type, , of = '', help]) => [name.slice(1, -1), type, servicesIn(of, all), help]);
    expect(all.length).toBeGreaterThan(8);
    expect(documented).toEqual(found.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
  });

  it('count the failures to place an order from 0', () => {
    const gateway = pages.find(({ service }) => service === 'client-gateway')?.page;
    expect(gateway).toMatch(
      /^orderwire_http_request_duration_seconds_count\{.*method="POST",route="\/api\/v1\/orders",status="5xx".*\} 0$/m,
    );
  });

  it('have the documented labels, whose values are no ids, addresses or texts', () => {
    const labels = new Map(rows.map(([name = '', , names = '']) => [name.replaceAll('`', ''), names]));
    const samples = pages.flatMap(({ page }) => [...page.matchAll(/^(orderwire_\w+)\{(.*)\} \S+$/gm)]);
    expect(samples.length).toBeGreaterThan(500);
    for (const [, name = '', text = ''] of samples) {
      const base = labels.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
      for (const [, label = '', value = ''] of text.matchAll(/(\w+)="([^"]*)"/g)) {
        if (label === 'service' || label === 'le') continue;
        expect([base, labels.get(base)]).toEqual([base, expect.stringContaining(`\`${label}\``)]);
        expect(value).toMatch(/^[\w.:/ *-]{1,80}$/);
        expect(value).not.toMatch(/@|\d{5}|[0-9a-f]{8}-|\b(cs|pi|re|evt)_(test_)?\w{8}/);
      }
    }
  });

  it('of Node.js are exposed by every service', () => {
    const names = rows.filter(({ length }) => length === 3).map(([name = '']) => name.replaceAll('`', ''));
    expect(names.length).toBeGreaterThan(4);
    for (const { page } of pages) for (const name of names) expect(page).toContain(`# HELP ${name} `);
  });

  const installed = promtool('').error === undefined;
  (installed ? it : it.skip)('keep the naming rules of Prometheus (needs promtool)', () => {
    for (const { page } of pages) {
      const { status, stderr } = promtool(page);
      expect([status, stderr]).toEqual([0, '']);
    }
  });
});
