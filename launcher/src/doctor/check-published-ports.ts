import type { Environment } from '../config.js';
import { composedFor } from '../compose/composed-system.js';
import { isUnused } from '../ports.js';
import { holderOf } from '../system/port-holder.js';
import { topology } from '../topology.js';
import type { Container } from './check-composed.js';
import { fine, problem, type Finding } from './finding.js';

const published = ['client-gateway', 'payments-ms', 'stripe-sandbox'];

/** Whether Docker could publish the ports that .env names: unlike `npm start`, it takes no other one when they are taken. */
export async function checkPublishedPorts(
  environment: Environment,
  containers: readonly Container[],
): Promise<Finding[]> {
  const { realStripe } = composedFor(environment);
  const isUp = (name: string) =>
    containers.some(({ service, status }) => service === name && status.startsWith('Up'));
  const doors = topology
    .filter(({ name }) => published.includes(name) && !(realStripe && name === 'stripe-sandbox'))
    .map(({ name, port: { preferred, variable } }) => ({
      name,
      variable,
      port: Number(environment[variable] ?? preferred),
    }));
  const twice = doors.filter(({ port }, index) => doors.findIndex((door) => door.port === port) !== index);
  const findings = twice.map(({ name, port, variable }) =>
    problem(`${name} is given port ${port}, and so is another`, `choose another in .env: ${variable}=…`),
  );
  for (const { name, port, variable } of doors) {
    const valid = Number.isInteger(port) && port > 0 && port < 65_536;
    if (!valid || isUp(name) || (await isUnused(port))) continue;
    const holder = holderOf(port);
    const text = `port ${port} (${name}) is taken${holder ? ` by ${holder}` : ''}`;
    findings.push(problem(text, `stop that one, or choose another port in .env: ${variable}=…`));
  }
  return findings.length > 0 ? findings : [fine('the ports that Docker publishes are free, or ours')];
}
