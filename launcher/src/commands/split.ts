import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { split as splitRepository } from '../submodules/split.js';
import { UserError } from '../user-error.js';

/** `npm run launcher -- split --remote <base>`: the monorepo as one repository per workspace and a launcher's. */
export async function split(args: string[], root = repositoryRoot): Promise<number> {
  const { values } = parseArgs({ args, options: { remote: { type: 'string' } } });
  if (!values.remote)
    throw new UserError('split needs --remote <base>: a folder, or an address such as git@example.com:shop');
  await splitRepository(root, values.remote, (line) => console.log(line));
  return 0;
}
