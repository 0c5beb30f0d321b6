import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { chartFolder } from '../../src/helm/chart-files.js';
import { locateHelm } from './helm-program.js';
import { exampleFile } from './service-table.js';

export const helm = await locateHelm();

/** A container of a pod, as far as the tests read it. */
export interface Container {
  name: string;
  image: string;
  command?: string[];
  env?: { name: string; value?: string }[];
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  securityContext?: object;
  resources?: object;
  livenessProbe?: object;
  readinessProbe?: object;
  startupProbe?: object;
}

/** A pod, as far as the tests read it. */
export interface PodSpec {
  automountServiceAccountToken?: boolean;
  securityContext?: object;
  topologySpreadConstraints?: object[];
  initContainers?: Container[];
  containers: Container[];
  volumes?: {
    name: string;
    projected?: { sources: { secret: { name: string; items: { key: string }[] } }[] };
  }[];
}

/** A rendered object. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; annotations?: Record<string, string>; labels?: Record<string, string> };
  data?: Record<string, string>;
  spec?: Record<string, unknown> & { template?: { spec: PodSpec } };
}

/** The files with values that the documentation names, by golden file. */
export const installations = {
  minimal: ['values-minimal.yaml'],
  production: ['values-minimal.yaml', 'values-production.yaml'],
  development: ['values-development.yaml'],
} as const;

/** `helm <arguments>`. Rejects with what Helm prints. */
export async function runHelm(...args: string[]): Promise<string> {
  if (!helm) throw new Error('there is no Helm');
  return promisify(execFile)(helm, args, { maxBuffer: 64 << 20, timeout: 60_000 }).then(
    ({ stdout }) => stdout,
    ({ stderr, stdout }: { stderr: string; stdout: string }) => {
      throw new Error(`${stdout}${stderr}`);
    },
  );
}

const valuesOf = (files: readonly string[]): string[] => files.flatMap((file) => ['-f', exampleFile(file)]);

/** `helm template` with example values and `--set-json` for further ones. */
export const template = (files: readonly string[], ...json: string[]): Promise<string> =>
  runHelm(
    ...['template', 'shop', chartFolder, '--namespace', 'shop', ...valuesOf(files)],
    ...json.flatMap((each) => ['--set-json', each]),
  );

export const lint = (files: readonly string[]): Promise<string> =>
  runHelm('lint', '--strict', chartFolder, ...valuesOf(files));

export const objectsOf = (text: string): KubernetesObject[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object): object is KubernetesObject => object !== null);

/** Every pod, with the object that has it. */
export const podsOf = (objects: KubernetesObject[]): [string, PodSpec][] =>
  objects.flatMap(({ kind, metadata, spec }): [string, PodSpec][] => {
    const pod = kind === 'Pod' ? (spec as unknown as PodSpec) : spec?.template?.spec;
    return pod ? [[`${kind} ${metadata.name}`, pod]] : [];
  });
