import { type ComposedSystem, composedSystem } from '../compose/composed-system.js';
import { readEnvironment } from '../config.js';
import { UserError } from '../user-error.js';
import { checkComposeSettings, effectiveStripeKeys } from './check-compose-settings.js';
import { checkComposed, listContainers, logOf } from './check-composed.js';
import { checkDockerForCompose } from './check-docker.js';
import { checkEnvFile } from './check-env-file.js';
import { checkPublishedPorts } from './check-ports.js';
import { checkWebhook, type StripeSources } from './check-webhook.js';
import { problem, type Finding } from './finding.js';

/** All checks of the composed system. A failed check does not hide the others. */
export async function checkCompose(
  root: string,
  program = 'docker',
  stripe?: StripeSources,
): Promise<Finding[]> {
  const environment = readEnvironment(root);
  const docker = await checkDockerForCompose(program);
  const system = findSystem(root);
  const settings = await checkComposeSettings(root, environment);
  const findings = [...docker, ...checkEnvFile(root), ...settings];
  if ('level' in system) return [...findings, system];
  const containers = await listContainers(system.project, program);
  const keys = effectiveStripeKeys(root, environment);
  const log = keys['STRIPE_SECRET'] ? await logOf('payments-ms', containers, program) : [];
  return [
    ...findings,
    ...(await checkPublishedPorts(environment, containers)),
    ...(await checkWebhook(keys, log, stripe)),
    ...(docker.some(({ level }) => level === 'problem') ? [] : await checkComposed(system, containers)),
  ];
}

function findSystem(root: string): ComposedSystem | Finding {
  try {
    return composedSystem(root);
  } catch (error) {
    if (error instanceof UserError) return problem(error.message, 'then run the doctor again');
    throw error;
  }
}
