import { UserError } from '../user-error.js';
import { bump } from './bump.js';
import { check } from './check.js';
import { split } from './split.js';
import { status } from './status.js';
import { update } from './update.js';

const verbs: Record<string, { purpose: string; run: (args: string[]) => Promise<number> }> = {
  split: { purpose: 'make one repository per workspace, and a launcher with submodules', run: split },
  status: {
    purpose: 'how each submodule stands (--fetch asks the remotes, --json for programs)',
    run: status,
  },
  check: {
    purpose: 'can everybody get what the launcher points at? (--install as pre-push hook)',
    run: check,
  },
  update: { purpose: 'bring the submodules to what the launcher points at', run: update },
  bump: { purpose: 'move the submodules to the newest of their branch, and commit that', run: bump },
};

/** `npm run launcher -- <verb>`: the launcher repository and its submodules. */
export async function launcher([verb = '', ...args]: string[]): Promise<number> {
  const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (known) return known.run(args);
  const list = Object.entries(verbs).map(([name, { purpose }]) => `  ${name.padEnd(8)}${purpose}`);
  const usage = `Usage: npm run launcher -- <verb>\n${list.join('\n')}`;
  if (verb && !/^(-h|--help|help)$/.test(verb)) throw new UserError(`There is no verb "${verb}".\n${usage}`);
  console.log(usage);
  return verb ? 0 : 2;
}
