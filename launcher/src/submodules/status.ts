import { createStyle, type Style } from '../screen/style.js';
import type { ModuleState } from './module-state.js';

/** What has to be done before others can use what is here, in a few words; undefined when nothing has. */
export function complaintOf(state: ModuleState): string | undefined {
  if (!state.initialised) return 'not initialised';
  const complaints = [
    ...(state.dirty ? [`${state.dirty} uncommitted`] : []),
    ...(state.pushed ? [] : ['not pushed']),
    ...(state.pointsHere ? [] : ['launcher points elsewhere']),
    ...(state.unreachable ? [`remote not asked (${state.unreachable})`] : []),
  ];
  return complaints.length ? complaints.join(', ') : undefined;
}

/** One line per submodule, for people. */
export function statusTable(states: ModuleState[], style: Style = createStyle()): string {
  const rows = states.map((state) => [
    state.path,
    state.initialised ? (state.branch ?? '(detached)') : '–',
    state.head?.slice(0, 9) ?? '–',
    distance(state),
    complaintOf(state) ?? 'in order',
  ]);
  const head = ['submodule', 'branch', 'commit', 'remote', 'state'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  const coloured = rows.map((row, index) => {
    const paint = states[index] && complaintOf(states[index]) ? style.yellow : style.green;
    return line(row).map((cell, column) => (column === 4 ? paint(cell.trimEnd()) : cell));
  });
  return [line(head).map(style.dim), ...coloured].map((cells) => cells.join('  ').trimEnd()).join('\n');
}

function distance({ initialised, upstream, ahead, behind }: ModuleState): string {
  if (!initialised) return '–';
  if (!upstream) return 'no remote branch';
  const parts = [...(ahead ? [`${ahead} ahead`] : []), ...(behind ? [`${behind} behind`] : [])];
  return parts.length ? `${parts.join(', ')} of ${upstream}` : `= ${upstream}`;
}
