import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { createStyle } from '../screen/style.js';
import { GitFailed } from '../submodules/git.js';
import { choose, requireModules } from '../submodules/modules.js';
import { type Updated, update as updateModule } from '../submodules/update.js';

/** `npm run launcher -- update [submodule …]`: what the launcher points at, on a branch where no work is lost by it. */
export async function update(args: string[], root = repositoryRoot): Promise<number> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
  const modules = choose(await requireModules(root, 'update'), positionals);
  const style = createStyle();
  let failed = false;
  // One after the other: cloning writes the launcher's git configuration, which git locks.
  for (const module of modules) {
    const { path, done, text } = await updateModule(root, module).catch(inItsWay(module.path));
    console.log(`${done ? style.green('✔') : style.red('✖')} ${path.padEnd(16)} ${text}`);
    failed ||= !done;
  }
  return failed ? 1 : 0;
}

/** What git refuses in one submodule keeps no other from its update. */
const inItsWay =
  (path: string) =>
  (error: unknown): Updated => {
    if (error instanceof GitFailed) return { path, done: false, text: error.lastWords };
    throw error;
  };
