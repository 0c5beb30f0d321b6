import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { bump as bumpModules } from '../submodules/bump.js';
import { choose, requireModules } from '../submodules/modules.js';

/** `npm run launcher -- bump [submodule …]`: the newest of their remote branch, committed in the launcher. */
export async function bump(args: string[], root = repositoryRoot): Promise<number> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
  const modules = choose(await requireModules(root, 'bump'), positionals);
  const message = await bumpModules(root, modules);
  console.log(
    message
      ? `Committed:\n\n${message}\nNow: git push`
      : 'Nothing new: the launcher points at the newest already.',
  );
  return 0;
}
