import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { repositoryRoot } from '../src/repository.js';
import { topology } from '../src/topology.js';
import { composeFile } from './compose/compose-files.js';

const folder = join(repositoryRoot, 'deploy', 'observability');
const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
const page = (name: string): string => readFileSync(join(repositoryRoot, 'docs', name), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook_url: string };
}
const rules = (parse(read('alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const cases = (
  parse(read('alerts.test.yml')) as {
    tests: { name: string; promql_expr_test: { exp_samples: { labels: string }[] }[] }[];
  }
).tests;

interface Dashboard {
  uid: string;
  title: string;
  panels: { title: string; datasource: { uid: string }; targets: { expr: string }[] }[];
}
const dashboards = readdirSync(join(folder, 'grafana', 'dashboards')).map(
  (file) => JSON.parse(read('grafana', 'dashboards', file)) as Dashboard,
);
/** Expressions of a dashboard, with values for its variables. */
const expressionsOf = ({ panels }: Dashboard): string[] =>
  panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m').replaceAll('$service', '.*')),
  );

/** Labels by metric, of docs/metrics.md, which an end-to-end spec compares with the services. */
const exposed = new Map<string, string[]>([['up', []]]);
for (const line of page('metrics.md').split('\n')) {
  const [name, type, labels = ''] = line.startsWith('| `')
    ? line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim())
    : [];
  if (name === undefined) continue;
  const names = [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label);
  for (const suffix of type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
    exposed.set(name.replaceAll('`', '') + suffix, names);
}

/** The metrics that an expression reads, each with the labels that it selects. */
function metricsIn(expr: string): [name: string, labels: string[]][] {
  const text = expr.replaceAll(/\b(by|without|on|ignoring) \([^)]*\)/g, '').replaceAll(/\[[^\]]*\]/g, '');
  return [...text.matchAll(/\b([a-z]\w*_\w+|up)\b(?!\s*\()(?:\{([^}]*)\})?/g)]
    .filter(([, name = '']) => !expr.includes(`${name}=`))
    .map(([, name = '', selected = '']) => [
      name,
      [...selected.matchAll(/(\w+)[=!]/g)].map(([, label = '']) => label),
    ]);
}

/** Labels of every target, and of the bounds of a histogram. */
const common = ['service', 'instance', 'job', 'le'];
const unknownIn = (expr: string): string[] =>
  metricsIn(expr).flatMap(([name, labels]) => {
    const known = exposed.get(name);
    if (!known) return [name];
    return labels.filter((label) => !known.includes(label) && !common.includes(label));
  });

/** Where it is not installed, the tests that need it are skipped, and say so by their name. */
const installed = spawnSync('promtool', ['--version']).error === undefined;
const withPromtool = installed ? it : it.skip;
const promtool = (...args: string[]) =>
  spawnSync('promtool', args, { encoding: 'utf8', cwd: folder, timeout: 60_000 });

const slugOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');

describe('the alerts', () => {
  withPromtool('each fire in their case, and none in a healthy system (needs promtool)', () => {
    const { status, stdout, stderr } = promtool('test', 'rules', 'alerts.test.yml');
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  it('have a case each, which expects no other alert; three cases expect none', () => {
    const expected = cases.map(({ promql_expr_test: checks }) =>
      checks.flatMap(({ exp_samples: samples }) =>
        samples.map(({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1]),
      ),
    );
    expect(expected.slice(0, 3)).toEqual([[], [], []]);
    expect(expected.slice(3)).toEqual(rules.map(({ alert }) => [alert]));
  });

  it('hide only what follows from the same service without NATS', () => {
    const { inhibit_rules: hidden } = parse(read('alertmanager.yml')) as { inhibit_rules: unknown[] };
    expect(hidden).toEqual([
      {
        source_matchers: ['alertname="NatsDisconnected"'],
        target_matchers: ['alertname=~"OutboxNotPublished|ConsumerStalled"'],
        equal: ['service'],
      },
    ]);
  });

  it.each(rules)('$alert has a severity, a summary and a runbook', ({ labels, annotations }) => {
    expect(labels.severity).toMatch(/^(critical|warning)$/);
    expect(annotations.summary).toMatch(/^.{20,}\.$/);
    const [file, anchor] = annotations.runbook_url.split('#');
    expect(file).toBe('docs/runbooks.md');
    const headings = [...page('runbooks.md').matchAll(/^## (.*)$/gm)].map(([, text = '']) => slugOf(text));
    expect(headings).toContain(anchor);
  });

  it('have all runbooks, and a runbook has commands and what shoppers notice', () => {
    const books = page('runbooks.md').split(/^## /m).slice(1);
    expect(books).toHaveLength(rules.length);
    for (const book of books) expect(book).toMatch(/Shoppers notice: .+[^]*```sh\n.+[^]*```\n\n.+/);
  });

  it.each(rules)('$alert reads metrics that services expose', ({ expr }) => {
    expect(metricsIn(expr).length).toBeGreaterThan(0);
    expect(unknownIn(expr)).toEqual([]);
  });
});

describe('the runbooks', () => {
  it('link to headings that exist', () => {
    const headings = [...page('operations.md').matchAll(/^##+ (.*)$/gm)].map(([, text = '']) =>
      slugOf(text.replaceAll(/[’']/g, '')),
    );
    const linked = [...page('runbooks.md').matchAll(/\]\(operations\.md#([^)]+)\)/g)];
    expect(linked.length).toBeGreaterThan(10);
    for (const [, anchor] of linked) expect(headings).toContain(anchor);
  });
});

describe('the dashboards', () => {
  it('have names and ids of their own, and the data source that is provisioned', () => {
    const { datasources } = parse(read('grafana/provisioning/datasources/orderwire.yml')) as {
      datasources: { uid: string }[];
    };
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
    for (const { uid, panels } of dashboards) {
      expect(uid).toMatch(/^orderwire-[a-z-]+$/);
      for (const { datasource } of panels)
        expect(datasources.map((one) => one.uid)).toContain(datasource.uid);
    }
  });

  it.each(dashboards)('$title reads metrics that services expose', (dashboard) => {
    expect(expressionsOf(dashboard).length).toBeGreaterThan(10);
    for (const expr of expressionsOf(dashboard)) expect([expr, unknownIn(expr)]).toEqual([expr, []]);
  });

  withPromtool.each(dashboards)(
    '$title has expressions that Prometheus reads (needs promtool)',
    (dashboard) => {
      const temporary = mkdtempSync(join(tmpdir(), 'orderwire-rules-'));
      try {
        const file = join(temporary, 'rules.json');
        const recorded = expressionsOf(dashboard).map((expr, index) => ({ record: `panel:${index}`, expr }));
        writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: recorded }] }));
        const { status, stdout, stderr } = promtool('check', 'rules', file);
        expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
      } finally {
        rmSync(temporary, { recursive: true });
      }
    },
  );
});

describe('the profile observability', () => {
  const { services } = composeFile('docker-compose.yml');
  const production = composeFile('compose.prod.yaml').services;
  const names = ['prometheus', 'alertmanager', 'grafana', 'tempo'];

  it.each(names)('has %s, on which no other container waits', (name) => {
    expect(services[name]?.profiles).toEqual(['observability']);
    const waiting = Object.values(services).filter(({ depends_on: others = {} }) => name in others);
    expect(waiting).toEqual([]);
  });

  it.each(names)('shows %s to this machine only, also in production', (name) => {
    expect(services[name]?.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:\$\{/)]);
    expect(production[name]).not.toHaveProperty('ports');
  });

  it.each(names)('starts %s again in production, within its memory', (name) => {
    expect(production[name]).toEqual({
      restart: 'unless-stopped',
      deploy: {
        resources: { limits: { cpus: expect.any(String), memory: expect.stringMatching(/^\d+[MG]$/) } },
      },
    });
  });
});

describe('Prometheus', () => {
  withPromtool('reads its configuration (needs promtool)', () => {
    const { status, stderr } = promtool('check', 'config', 'prometheus.yml');
    expect([status, stderr]).toEqual([0, '']);
  });

  it('asks every service', () => {
    const { scrape_configs: jobs } = parse(read('prometheus.yml')) as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    const targets = jobs.find(({ job_name: name }) => name === 'orderwire')?.static_configs[0]?.targets;
    const services = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);
    expect(targets?.toSorted()).toEqual(services.map((name) => `${name}:9464`).sort());
  });
});
