import { composedFor } from '../compose/composed-system.js';
import type { Environment } from '../config.js';
import { isUnused } from '../ports.js';
import { ownerOfPort } from '../system/port-owner.js';
import { assignedPorts, topology } from '../topology.js';
import type { Container } from './check-docker.js';
import { fine, problem, warning, type Finding } from './finding.js';

/** Whether the preferred ports are free. A running system uses its own ports. */
export async function checkPorts(environment: Environment, running: boolean): Promise<Finding[]> {
  if (running) return [];
  const wishes = portsFor(assignedPorts, environment);
  const taken: Finding[] = [];
  for (const { name, port, variable } of wishes) {
    const text = await describeIfTaken(name, port);
    const remedy = `no action needed: ${name} takes the next free one. To choose: ${variable}=…`;
    if (text) taken.push(warning(text, remedy));
  }
  const free = wishes.length - taken.length;
  return [...(free ? [fine(`${free} of ${wishes.length} default ports are free`)] : []), ...taken];
}

const published = [
  'client-gateway',
  'payments-ms',
  'notifications-ms',
  'shipping-ms',
  'stripe-sandbox',
  'mailbox',
  'carrier-sandbox',
];

/** The variables that choose the published ports. */
export const publishedPortVariables: readonly string[] = topology
  .filter(({ name }) => published.includes(name))
  .map(({ port }) => port.variable);

/** Whether Docker can publish the ports in .env. Unlike `npm start`, it does not choose others. */
export async function checkPublishedPorts(
  environment: Environment,
  containers: readonly Container[],
): Promise<Finding[]> {
  const { production, realStripe } = composedFor(environment);
  const absent = [
    ...(realStripe ? ['stripe-sandbox'] : []),
    ...(production ? ['mailbox', 'carrier-sandbox'] : []),
  ];
  const isUp = (name: string) =>
    containers.some(({ service, status }) => service === name && status.startsWith('Up'));
  const services = topology.filter(({ name }) => published.includes(name) && !absent.includes(name));
  const wishes = portsFor(services, environment);
  const findings: Finding[] = [];
  for (const [index, { name, port, variable }] of wishes.entries()) {
    const duplicate = wishes.findIndex((wish) => wish.port === port) !== index;
    if (duplicate) {
      const text = `port ${port} is assigned to ${name} and to another service`;
      findings.push(problem(text, `choose another one in .env: ${variable}=…`));
    }
    const text = isUp(name) ? undefined : await describeIfTaken(name, port);
    if (text)
      findings.push(problem(text, `stop that process, or choose another port in .env: ${variable}=…`));
  }
  return findings.length > 0 ? findings : [fine('the published ports are free, or used by our containers')];
}

/** The valid ones; invalid values are findings of the environment check. */
function portsFor(
  processes: readonly { name: string; port: { preferred: number; variable: string } }[],
  environment: Environment,
) {
  return processes
    .map(({ name, port: { preferred, variable } }) => ({
      name,
      variable,
      port: Number(environment[variable] ?? preferred),
    }))
    .filter(({ port }) => Number.isInteger(port) && port > 0 && port < 65_536);
}

async function describeIfTaken(name: string, port: number): Promise<string | undefined> {
  if (await isUnused(port)) return undefined;
  const owner = ownerOfPort(port);
  return `port ${port} (${name}) is taken${owner ? ` by ${owner}` : ''}`;
}
