import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { badPointers } from '../submodules/check.js';
import { installHook } from '../submodules/hook.js';
import { readModules, requireModules } from '../submodules/modules.js';
import { pointersOf, pointersPushed } from '../submodules/pushed-refs.js';

/**
 * `npm run launcher -- check [--install]`: whether everybody can get the commits that the launcher's last commit points
 * at. As git's pre-push hook (`--hook <remote> <url>`) it looks at the commits that are pushed.
 */
export async function check(
  args: string[],
  root = repositoryRoot,
  refs = () => text(process.stdin),
): Promise<number> {
  const options = { install: { type: 'boolean' }, hook: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  // A branch from before the split may be pushed too.
  if (values.hook && (await readModules(root)).length === 0) return 0;
  const modules = await requireModules(root, 'check');
  if (values.install) {
    console.log(await installHook(root));
    return 0;
  }
  const pointers = values.hook
    ? await pointersPushed(root, await refs(), positionals[0] ?? 'origin')
    : await pointersOf(root, 'HEAD');
  const bad = await badPointers(root, modules, pointers);
  if (bad.length === 0) {
    if (!values.hook) console.log(`All ${pointers.length} submodule commits are on their remotes.`);
    return 0;
  }
  for (const { path, problem, from } of bad)
    console.error(`✖ ${path} ${problem} (launcher commit ${from.slice(0, 9)})`);
  const mend = [...new Set(bad.flatMap((pointer) => pointer.mend))];
  console.error(
    `\nWhoever gets the launcher could not get these. First:\n${mend.map((line) => `  ${line}`).join('\n')}`,
  );
  if (values.hook) console.error('Then push again.');
  return 1;
}
