import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { fetchModule, isInitialised, selectModules, stateOf, type ModuleState } from './modules.js';

interface Status extends ModuleState {
  /** Why the remote could not be fetched. */
  unreachable?: string;
}

/**
 * `npm run launcher -- status [--fetch] [--json]`: the state of each submodule as of the last
 * fetch, or after one. Exit code 1 when there is pending work; being behind the remote is none.
 */
export async function status(args: string[], root = repositoryRoot): Promise<number> {
  const options = { json: { type: 'boolean' }, fetch: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args, options });
  const states = await Promise.all(
    selectModules(root, 'show').map(async (path): Promise<Status> => {
      const fetched = values.fetch && isInitialised(root, path);
      const unreachable = fetched ? await fetchModule(join(root, path)) : undefined;
      return { ...(await stateOf(root, path)), unreachable };
    }),
  );
  console.log(values.json ? JSON.stringify(states, null, 2) : statusTable(states));
  return states.some(pendingWork) ? 1 : 0;
}

/** What is left to do before others can use the current state; empty when nothing is. */
function pendingWork({ initialised, dirty, pushed, pointsHere, unreachable }: Status): string {
  if (!initialised) return 'not initialised';
  const pending = [
    dirty > 0 && `${dirty} uncommitted`,
    !pushed && 'not pushed',
    !pointsHere && 'launcher points elsewhere',
    unreachable && `remote unreachable (${unreachable})`,
  ];
  return pending.filter(Boolean).join(', ');
}

function statusTable(states: Status[]): string {
  const rows = states.map((state) => [
    state.path,
    state.initialised ? (state.branch ?? '(detached)') : '–',
    state.head?.slice(0, 9) ?? '–',
    distance(state),
    pendingWork(state) || 'in order',
  ]);
  const table = [['submodule', 'branch', 'commit', 'remote', 'state'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map(([...cells], index) => {
    const state = states[index - 1];
    const colour = !state ? 'dim' : pendingWork(state) ? 'yellow' : 'green';
    const last = styleText(colour, cells.pop() ?? '');
    return [...cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)), last].join('  ');
  });
  return lines.join('\n');
}

function distance({ initialised, upstream, ahead, behind }: ModuleState): string {
  if (!initialised) return '–';
  if (!upstream) return 'no remote branch';
  const parts = [ahead > 0 && `${ahead} ahead`, behind > 0 && `${behind} behind`].filter(Boolean);
  return parts.length ? `${parts.join(', ')} of ${upstream}` : `= ${upstream}`;
}
