import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { stateOf, tryFetch } from '../submodules/module-state.js';
import { isInitialised, requireModules } from '../submodules/modules.js';
import { complaintOf, statusTable } from '../submodules/status.js';
import { join } from 'node:path';

/**
 * `npm run launcher -- status [--fetch] [--json]`: how each submodule stands, as of the last fetch or after one. Exit
 * code 1 when something is to be done; being behind the remote is not.
 */
export async function status(args: string[], root = repositoryRoot): Promise<number> {
  const options = { json: { type: 'boolean' }, fetch: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args, options });
  const modules = await requireModules(root, 'look at');
  const states = await Promise.all(
    modules.map(async (module) => {
      const asked = values.fetch && isInitialised(root, module);
      // One remote that cannot be reached keeps nobody from seeing how the others stand.
      const unreachable = asked ? await tryFetch(join(root, module.path)) : undefined;
      return { ...(await stateOf(root, module)), ...(unreachable && { unreachable }) };
    }),
  );
  console.log(values.json ? JSON.stringify(states, null, 2) : statusTable(states));
  return states.some(complaintOf) ? 1 : 0;
}
