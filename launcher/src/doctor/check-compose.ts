import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { composedAddresses, composedFor } from '../compose/composed-system.js';
import { type Environment, readEnvironment, readEnvironmentFile } from '../config.js';
import { checkHealth } from '../readiness.js';
import { keyNames } from '../secrets.js';
import { checkDockerForCompose, listContainers, logOf, type Container } from './check-docker.js';
import { checkEnvironment } from './check-environment.js';
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
  const findings = [...docker];
  if (environment['STRIPE_SECRET'] && !realStripe) {
    const text = 'STRIPE_SECRET is set, but COMPOSE_FILE selects the sandbox';
    findings.push(problem(text, 'set COMPOSE_FILE=docker-compose.yml:compose.stripe.yaml in .env'));
  }
  const keys = production ? readOwnKeys(root, environment, findings) : realStripe ? environment : undefined;
  const mode = production ? 'production' : 'development';
  const values: Environment = { ...environment, ...keys, NODE_ENV: mode };
  // The containers read these keys from files.
  for (const name of keyNames) delete values[name];
  findings.push(...(await checkEnvironment(file, values)));
  const system = composedAddresses(root);
  const containers = await listContainers(system.project, program);
  const log = keys ? await logOf('payments-ms', containers, program) : [];
  const ports = await checkPublishedPorts(environment, containers);
  findings.push(...ports, ...(await checkWebhook(keys ?? {}, log, stripe)));
  if (docker.some(({ level }) => level === 'problem')) return findings;
  return [...findings, ...(await checkComposed(system, containers))];
}

/** The Stripe keys of production, which are files in the folder of the operator's secrets. */
function readOwnKeys(root: string, environment: Environment, findings: Finding[]): Environment {
  const folder = environment['ORDERWIRE_SECRETS'];
  if (!folder) {
    findings.push(
      problem('ORDERWIRE_SECRETS is not set', 'set it to the folder of your secrets: docs/compose.md'),
    );
    return {};
  }
  const names = ['stripe_secret', 'stripe_endpoint_secret'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const file = resolve(root, folder, name);
      try {
        return [[name.toUpperCase(), readFileSync(file, 'utf8').trim()]];
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        findings.push(problem(`${file} cannot be read (${code})`, 'production needs it: docs/compose.md'));
        return [];
      }
    }),
  );
}

/** Checks the containers and the published endpoints of the composed system. */
export async function checkComposed(
  { gateway, payments }: { gateway: string; payments: string },
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
  const { problem: reason } = await checkHealth(`${url}/health/ready`);
  if (!reason) return fine(`${name} is ready at ${url}`);
  return problem(`${name} at ${url} is not ready: ${reason}`, `docker compose logs --tail 20 ${name}`);
}
