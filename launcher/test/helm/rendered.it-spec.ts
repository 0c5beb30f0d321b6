import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartFile } from '../../src/helm/chart-files.js';
import { helm, installations, type KubernetesObject, lint, objectsOf, podsOf, template } from './chart.js';
import { serviceTable } from './service-table.js';
import { validate } from './validate.js';

const withHelm = helm ? describe : describe.skip;
const rendered = new Map<string, string>();
if (helm)
  for (const [name, files] of Object.entries(installations)) rendered.set(name, await template(files));
const names = Object.keys(installations);
const objects = (name: string): KubernetesObject[] => objectsOf(rendered.get(name) ?? '');
const services = Object.keys(serviceTable());

/** Kinds of the Gateway API and of the Prometheus operator, which are not part of Kubernetes. */
const foreign = ['HTTPRoute', 'PodMonitor'];

describe('the check of objects', () => {
  const metadata = { name: 'wrong' };
  const pod = (fields: object) => ({ containers: [{ name: 'one', image: 'one:1', ...fields }] });

  it('accepts a pod', () => {
    expect(() => validate({ apiVersion: 'v1', kind: 'Pod', metadata, spec: pod({}) })).not.toThrow();
  });

  it.each([
    ['a kind that does not exist', { apiVersion: 'apps/v1', kind: 'Deploiment', metadata }],
    ['a missing field', { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 1 } }],
    [
      'a text for a number',
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 'x' }] } },
    ],
    ['an unknown field', { apiVersion: 'v1', kind: 'Service', metadata, spec: { port: [] } }],
    [
      'an unknown field of a field',
      { apiVersion: 'v1', kind: 'Pod', metadata, spec: pod({ imagePolicy: 'x' }) },
    ],
  ])('refuses %s', (_what, object) => {
    expect(() => validate(object)).toThrow();
  });
});

withHelm.each(names)('the chart with the values %s', (name) => {
  it('passes helm lint --strict', async () => {
    await lint(installations[name as keyof typeof installations]);
  });

  it('renders the golden file; UPDATE_GOLDEN=1 writes it', () => {
    const file = join(import.meta.dirname, 'golden', `${name}.yaml`);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(file, rendered.get(name) ?? '');
    expect(objects(name)).toEqual(objectsOf(readFileSync(file, 'utf8')));
  });

  it('renders objects that Kubernetes accepts, each with a name of its own', () => {
    const all = objects(name);
    expect(all.length).toBeGreaterThan(50);
    for (const object of all.filter(({ kind }) => !foreign.includes(kind))) validate(object);
    const keys = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('runs every container without privileges, and with limits', () => {
    for (const [
      pod,
      { automountServiceAccountToken, securityContext, initContainers = [], containers },
    ] of podsOf(objects(name))) {
      expect({ pod, automountServiceAccountToken, securityContext }).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of [...initContainers, ...containers])
        expect(container).toMatchObject({
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          resources: { requests: { cpu: expect.any(String) }, limits: { memory: expect.any(String) } },
        });
    }
  });

  it('contains no Secret, and no secret in an environment', () => {
    expect(objects(name).filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const plain = /(SECRET|PASSWORD|_KEY|DATABASE_URL|NATS_SERVERS|SMTP_URL)$/;
    const variables = [
      ...objects(name).flatMap(({ kind, data = {} }) => (kind === 'ConfigMap' ? Object.keys(data) : [])),
      ...podsOf(objects(name)).flatMap(([, { containers }]) =>
        containers.flatMap(({ env = [] }) => env.map((each) => each.name)),
      ),
    ];
    const development = name === 'development' ? ['SMTP_URL'] : [];
    expect(variables.filter((each) => plain.test(each) && !development.includes(each))).toEqual([]);
  });

  it.each(services)(
    'gives %s probes, a budget, a policy, and a place away from its other pods',
    (service) => {
      const own = objects(name).filter(({ metadata }) => metadata.name === `shop-orderwire-${service}`);
      expect(own.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['ConfigMap', 'Deployment', 'PodDisruptionBudget', 'NetworkPolicy']),
      );
      const pod = own.find(({ kind }) => kind === 'Deployment')?.spec?.template?.spec;
      expect(pod?.topologySpreadConstraints).toHaveLength(2);
      expect(pod?.containers).toEqual([
        expect.objectContaining({
          startupProbe: expect.objectContaining({ httpGet: { path: '/health/live', port: 'http' } }),
          livenessProbe: expect.objectContaining({ httpGet: { path: '/health/live', port: 'http' } }),
          readinessProbe: expect.objectContaining({ httpGet: { path: '/health/ready', port: 'http' } }),
        }),
      ]);
    },
  );

  it('migrates and provisions before the services with the programs of Compose', () => {
    const jobs = objects(name).filter(
      ({ kind, metadata }) => kind === 'Job' && metadata.annotations?.['helm.sh/hook']?.startsWith('pre-'),
    );
    const compose = readFileSync(chartFile('../../../docker-compose.yml'), 'utf8');
    const databases = Object.values(serviceTable()).filter(({ database }) => database);
    expect(jobs).toHaveLength(databases.length + 1);
    for (const { spec } of jobs)
      expect(compose).toContain(`'${spec?.template?.spec.containers[0]?.command?.[1]}'`);
  });
});

withHelm('networks', () => {
  interface Policy {
    ingress?: unknown[];
    egress?: { to?: { ipBlock?: { cidr: string } }[]; ports?: { port: number | string }[] }[];
  }
  const policyOf = (service: string): Policy =>
    objects('minimal').find(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === `shop-orderwire-${service}`,
    )?.spec as Policy;
  const portsOf = (service: string) =>
    policyOf(service).egress?.flatMap(({ ports = [] }) => ports.map(({ port }) => port));

  it('deny what no policy allows', () => {
    expect(policyOf('deny')).toEqual({
      podSelector: { matchLabels: expect.any(Object) },
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it.each(Object.entries(serviceTable()))(
    'of %s lead to NATS, its database and what it needs outside',
    (name, row) => {
      const wanted = [53, 53, 4222, ...(row.database ? [5432] : []), ...(row.internet ?? [])];
      expect(portsOf(name)).toEqual(wanted);
    },
  );

  it('of services without public requests accept none', () => {
    for (const [name, row] of Object.entries(serviceTable()))
      expect(policyOf(name).ingress).toHaveLength(row.public || row.webhookPaths ? 1 : 0);
  });

  it('keep payments-ms away from private addresses', () => {
    const outside = policyOf('payments-ms').egress?.find(({ to = [] }) => to[0]?.ipBlock);
    expect(outside?.to?.[0]?.ipBlock).toMatchObject({
      except: expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16']),
    });
  });
});

withHelm('an Ingress', () => {
  it('leads the two hosts to the services, webhooks by path, with the certificate of its host', async () => {
    const tls = [{ secretName: 'shop-tls', hosts: ['shop.example'] }];
    const ingress = JSON.stringify({ enabled: true, className: 'edge', tls });
    const all = objectsOf(await template(installations.minimal, `ingress=${ingress}`));
    const found = all.filter(({ kind }) => kind === 'Ingress');
    for (const object of found) validate(object);
    const routes = found.map(({ spec }) => spec as unknown as IngressSpec);
    expect(routes.map(({ rules }) => rules[0]?.host)).toEqual(['shop.example', 'hooks.shop.example']);
    expect(routes.map((route) => route.tls)).toEqual([tls, undefined]);
    const paths = routes.flatMap(({ rules }) => rules[0]?.http.paths.map(({ path }) => path) ?? []);
    const webhooks = Object.values(serviceTable()).flatMap(({ webhookPaths = [] }) => webhookPaths);
    expect(paths.sort()).toEqual(['/', ...webhooks].sort());
  });
});

interface IngressSpec {
  tls?: object[];
  rules: { host: string; http: { paths: { path: string }[] } }[];
}
