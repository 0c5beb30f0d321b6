import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isProduction } from '../config.js';
import { environmentOf, type ServicePlan } from '../system/plan.js';
import type { DemoAccounts } from '../system/state-file.js';
import type { SystemContext } from '../topology.js';
import { UserError } from '../user-error.js';

/** Creates missing demo accounts with the services' own seed programs; returns all. Production has none. */
export async function seedAccounts(services: ServicePlan[], context: SystemContext): Promise<DemoAccounts> {
  const accounts: DemoAccounts = {};
  if (isProduction(context.environment)) return accounts;
  for (const service of services) {
    const { demoAccounts: program } = service.definition;
    const [replica] = service.replicas;
    if (!program || !replica) continue;
    const options = { cwd: service.folder, env: environmentOf(service, replica, context) };
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [program], options);
      Object.assign(accounts, JSON.parse(stdout));
    } catch (error) {
      const { stderr = '', message } = error as Error & { stderr?: string };
      throw new UserError(`The demo accounts could not be created: ${stderr.trim() || message}`, {
        cause: error,
      });
    }
  }
  return accounts;
}
