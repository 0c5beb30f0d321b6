import { bump } from '../submodules/bump.js';
import { check } from '../submodules/check.js';
import { splitCommand } from '../submodules/split.js';
import { status } from '../submodules/status.js';
import { update } from '../submodules/update.js';
import { UserError } from '../user-error.js';

const verbs: Record<string, { purpose: string; run: (args: string[]) => Promise<number> }> = {
  split: { purpose: 'make one repository per workspace, and a launcher with submodules', run: splitCommand },
  status: {
    purpose: 'show the state of each submodule (--fetch fetches first, --json for programs)',
    run: status,
  },
  check: {
    purpose: 'verify that every submodule commit is published (--install as pre-push hook)',
    run: check,
  },
  update: { purpose: 'check out the submodule commits that the launcher points at', run: update },
  bump: { purpose: 'move the submodules to the newest commit of their branch and commit that', run: bump },
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
