import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import type { KubernetesObject } from './chart.js';

type Model = new (value: object) => { validate(): void };

/** Models of Kubernetes by API version. */
const models: Record<string, object> = {
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'batch/v1': batch,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
  v1: core,
};

/** Throws when Kubernetes has no such object, or when it breaks its schema or has an unknown field. */
export function validate({ apiVersion, kind, metadata, ...rest }: KubernetesObject): void {
  const Model = (models[apiVersion] as Record<string, Model> | undefined)?.[kind];
  if (!Model) throw new Error(`there is no ${apiVersion} ${kind}`);
  const unread = new Set<string>();
  // Assigned: the constructor would read all fields.
  const model = new Model({});
  for (const [key, field] of Object.entries({ metadata, ...rest })) {
    for (const path of pathsOf(field, key)) unread.add(path);
    Object.assign(model, { [key]: watched(field, key, unread) });
  }
  try {
    model.validate();
  } catch (error) {
    throw new Error(`${kind} ${metadata.name}: ${(error as Error).message}`, { cause: error });
  }
  if (unread.size > 0)
    throw new Error(`${kind} ${metadata.name} has unknown fields: ${[...unread].join(', ')}`);
}

/**
 * The same value, which removes the path of each field from `unread` when it is read. The schemas
 * allow unknown fields, and their validation reads the known ones only.
 */
function watched<Value>(value: Value, path: string, unread: Set<string>): Value {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key, receiver) {
      const field: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return field;
      unread.delete(`${path}/${key}`);
      return watched(field, `${path}/${key}`, unread);
    },
  });
}

const pathsOf = (value: unknown, path: string): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, field]) => [`${path}/${key}`, ...pathsOf(field, `${path}/${key}`)])
    : [];
