import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { createStyle, type Style } from '../terminal/style.js';
import { fetchModule, stateOf, type ModuleState } from './module-state.js';
import { isInitialised, selectModules } from './modules.js';

/**
 * `npm run launcher -- status [--fetch] [--json]`: the state of each submodule as of the last fetch, or after a fetch.
 * Exit code 1 when there is pending work; being behind the remote is none.
 */
export async function status(args: string[], root = repositoryRoot): Promise<number> {
  const options = { json: { type: 'boolean' }, fetch: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args, options });
  const states = await Promise.all(
    (await selectModules(root, 'show')).map(async (module) => {
      const fetched = values.fetch && isInitialised(root, module);
      const unreachable = fetched ? await fetchModule(join(root, module.path), '--prune') : undefined;
      return { ...(await stateOf(root, module)), ...(unreachable && { unreachable }) };
    }),
  );
  console.log(values.json ? JSON.stringify(states, null, 2) : statusTable(states));
  return states.some(pendingWork) ? 1 : 0;
}

/** What is left to do before others can use the current state; undefined when nothing is. */
function pendingWork(state: ModuleState): string | undefined {
  if (!state.initialised) return 'not initialised';
  const pending = [
    ...(state.dirty ? [`${state.dirty} uncommitted`] : []),
    ...(state.pushed ? [] : ['not pushed']),
    ...(state.pointsHere ? [] : ['launcher points elsewhere']),
    ...(state.unreachable ? [`remote unreachable (${state.unreachable})`] : []),
  ];
  return pending.length ? pending.join(', ') : undefined;
}

function statusTable(states: ModuleState[], style: Style = createStyle()): string {
  const rows = states.map((state) => [
    state.path,
    state.initialised ? (state.branch ?? '(detached)') : '–',
    state.head?.slice(0, 9) ?? '–',
    distance(state),
    pendingWork(state) ?? 'in order',
  ]);
  const table = [['submodule', 'branch', 'commit', 'remote', 'state'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row, index) => {
    const state = states[index - 1];
    const paint = !state ? style.dim : pendingWork(state) ? style.yellow : style.green;
    return row
      .map((cell, column) => (column === 4 ? paint(cell) : cell.padEnd(widths[column] ?? 0)))
      .join('  ');
  });
  return lines.join('\n');
}

function distance({ initialised, upstream, ahead, behind }: ModuleState): string {
  if (!initialised) return '–';
  if (!upstream) return 'no remote branch';
  const parts = [...(ahead ? [`${ahead} ahead`] : []), ...(behind ? [`${behind} behind`] : [])];
  return parts.length ? `${parts.join(', ')} of ${upstream}` : `= ${upstream}`;
}
