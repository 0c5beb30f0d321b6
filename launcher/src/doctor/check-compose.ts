import { join } from 'node:path';
import { type ComposedSystem, composedFor, composedSystem, readSecret } from '../compose/composed-system.js';
import { type Environment, readEnvironment, readEnvironmentFile } from '../config.js';
import { readinessProblem } from '../readiness.js';
import { keyNames } from '../secrets.js';
import { UserError } from '../user-error.js';
import { checkDockerForCompose, listContainers, logOf, type Container } from './check-docker.js';
import { checkEnvFile, checkEnvironment } from './check-environment.js';
import { checkPublishedPorts } from './check-ports.js';
import { checkWebhook, type StripeSources } from './check-webhook.js';
import { fine, problem, type Finding } from './finding.js';

/**
 * All checks of the composed system: Docker, `.env` and the process environment, which takes
 * precedence, the Stripe keys and the containers. A failed check does not hide the others.
 */
export async function checkCompose(
  root: string,
  program = 'docker',
  stripe?: StripeSources,
): Promise<Finding[]> {
  const environment = readEnvironment(root);
  const file = readEnvironmentFile(join(root, '.env'));
  const { production, realStripe } = composedFor(environment);
  const docker = await checkDockerForCompose(program);
  const findings = [...docker, ...checkEnvFile(root)];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      findings.push(problem(error.message, 'then run the doctor again'));
      return undefined;
    }
  };
  if (environment['STRIPE_SECRET'] && !realStripe) {
    const text = 'STRIPE_SECRET is set, but COMPOSE_FILE selects the sandbox';
    findings.push(problem(text, 'npm run compose:env'));
  }
  const keys: Environment | undefined = realStripe
    ? attempt(() => ({
        STRIPE_SECRET: readSecret(root, file, 'stripe_secret'),
        STRIPE_ENDPOINT_SECRET: readSecret(root, file, 'stripe_endpoint_secret'),
      }))
    : undefined;
  const mode = production ? 'production' : 'development';
  const values: Environment = { ...environment, ...keys, NODE_ENV: mode };
  // The containers read these keys from files.
  for (const name of keyNames) delete values[name];
  findings.push(...(await checkEnvironment(file, values)));
  const system = attempt(() => composedSystem(root));
  if (!system) return findings;
  const containers = await listContainers(system.project, program);
  const log = keys ? await logOf('payments-ms', containers, program) : [];
  const ports = await checkPublishedPorts(environment, containers);
  findings.push(...ports, ...(await checkWebhook(keys ?? {}, log, stripe)));
  if (docker.some(({ level }) => level === 'problem')) return findings;
  return [...findings, ...(await checkComposed(system, containers))];
}

/** Checks the containers and the published endpoints of the composed system. */
export async function checkComposed(
  { gateway, payments }: ComposedSystem,
  containers: readonly Container[],
): Promise<Finding[]> {
  return [
    ...checkContainers(containers),
    await checkEndpoint('client-gateway', gateway),
    await checkEndpoint('payments-ms', payments),
  ];
}

function checkContainers(containers: readonly Container[]): Finding[] {
  if (containers.length === 0)
    return [problem('the composed system has no containers', 'docker compose up --build')];
  return containers.map(({ service, status }) =>
    /^Up .*\(healthy\)$|^Exited \(0\)/.test(status)
      ? fine(`${service}: ${status}`)
      : problem(`${service}: ${status}`, `docker compose logs --tail 20 ${service}`),
  );
}

async function checkEndpoint(name: string, url: string): Promise<Finding> {
  const reason = await readinessProblem(`${url}/health/ready`);
  if (!reason) return fine(`${name} is ready at ${url}`);
  return problem(`${name} at ${url} is not ready: ${reason}`, `docker compose logs --tail 20 ${name}`);
}
