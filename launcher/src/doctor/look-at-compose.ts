import { type ComposedSystem, composedSystem } from '../compose/composed-system.js';
import { readEnvironment } from '../config.js';
import { UserError } from '../user-error.js';
import { checkComposeSettings, keysInEffect } from './check-compose-settings.js';
import { checkComposed, listContainers, logOf } from './check-composed.js';
import { checkDockerForCompose } from './check-docker.js';
import { checkEnvFile } from './check-env-file.js';
import { checkPublishedPorts } from './check-published-ports.js';
import { checkWebhook, type Sources } from './check-webhook.js';
import { problem, type Finding } from './finding.js';

/** Everything that keeps the composed system from running. What one check cannot see hides nothing from the others. */
export async function lookAtCompose(root: string, program = 'docker', stripe?: Sources): Promise<Finding[]> {
  const environment = readEnvironment(root);
  const docker = await checkDockerForCompose(program);
  const system = setUp(root);
  const findings = [...docker, ...checkEnvFile(root), ...checkComposeSettings(root, environment)];
  if ('level' in system) return [...findings, system];
  const containers = await listContainers(system.project, program);
  const keys = keysInEffect(root, environment);
  const log = keys['STRIPE_SECRET'] ? await logOf('payments-ms', containers, program) : [];
  return [
    ...findings,
    ...(await checkPublishedPorts(environment, containers)),
    ...(await checkWebhook(keys, log, stripe)),
    ...(docker.some(({ level }) => level === 'problem') ? [] : await checkComposed(system, containers)),
  ];
}

function setUp(root: string): ComposedSystem | Finding {
  try {
    return composedSystem(root);
  } catch (error) {
    if (error instanceof UserError) return problem(error.message, 'then ask the doctor again');
    throw error;
  }
}
