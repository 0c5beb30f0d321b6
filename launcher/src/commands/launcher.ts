import type { Commands } from '../run-command.js';
import { bump } from '../submodules/bump.js';
import { check } from '../submodules/check.js';
import { splitCommand } from '../submodules/split.js';
import { status } from '../submodules/status.js';
import { update } from '../submodules/update.js';
import { UserError } from '../user-error.js';

const verbs: Commands = { split: splitCommand, status, check, update, bump };

const usage = `Usage: npm run launcher -- <verb>
  split   make one repository per workspace, and a launcher with submodules
  status  show the state of each submodule (--fetch fetches first, --json for programs)
  check   verify that every submodule commit is published (--install as pre-push hook)
  update  check out the submodule commits that the launcher points at
  bump    move the submodules to the newest commit of their branch and commit that`;

/** `npm run launcher -- <verb>`: the launcher repository and its submodules. */
export async function launcher([verb = '', ...args]: string[]): Promise<number> {
  const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (known) return known(args);
  if (verb && !/^(-h|--help|help)$/.test(verb)) throw new UserError(`There is no verb "${verb}".\n${usage}`);
  console.log(usage);
  return verb ? 0 : 2;
}
