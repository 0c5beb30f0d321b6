import type { Environment } from '../config.js';
import { isUnused } from '../ports.js';
import { serverPorts, topology } from '../topology.js';
import { fine, warning, type Finding } from './finding.js';
import { holderOf } from '../system/port-holder.js';

/** Whether everybody would get the port they wish for. Ports of the running system are its own business. */
export async function checkPorts(environment: Environment, running: boolean): Promise<Finding[]> {
  if (running) return [];
  const wishes = [
    { name: 'PostgreSQL', ...serverPorts.postgres },
    { name: 'NATS', ...serverPorts.nats },
    ...topology.map(({ name, port }) => ({ name, ...port })),
  ].map(({ name, preferred, variable }) => ({
    name,
    variable,
    port: Number(environment[variable] ?? preferred),
  }));
  const valid = wishes.filter(({ port }) => Number.isInteger(port) && port > 0 && port < 65_536);
  const taken: Finding[] = [];
  for (const { name, port, variable } of valid) {
    if (await isUnused(port)) continue;
    const holder = holderOf(port);
    const mend = `nothing needs doing: ${name} takes the next free one. To choose: ${variable}=…`;
    taken.push(warning(`port ${port} (${name}) is taken${holder ? ` by ${holder}` : ''}`, mend));
  }
  const free = valid.length - taken.length;
  return [...(free ? [fine(`${free} of ${valid.length} default ports are free`)] : []), ...taken];
}
