import type { Difference } from './files.js';

/** What a person needs to know of generated files that differ from the contracts, and what to do about it. */
export function report(differences: readonly Difference[]): string {
  const lines = differences.map((difference) => {
    const reasons = difference.broken.map((reason) => `    breaks readers: ${reason}`);
    return [`  ${difference.file} ${stateOf(difference)}`, ...reasons, ...changedLines(difference)].join(
      '\n',
    );
  });
  const breaks = differences.some(({ broken }) => broken.length > 0);
  return [
    `${differences.length} generated file(s) differ:`,
    ...lines,
    breaks
      ? 'An event may only be added to: declare the change under a new subject that ends in ".v2".\n' +
        'Only if it was never announced anywhere: delete its snapshot and write again.'
      : 'If the change is meant, run "npm run snapshot:write -w contracts" and commit what it writes.',
  ].join('\n');
}

const stateOf = ({ before, content }: Difference): string =>
  content === undefined
    ? 'has no contract any more'
    : before === undefined
      ? 'is missing'
      : 'is not what the contracts say';

/** The first lines only one of the two has: enough to see what changed, not a patch. */
function changedLines({ before, content }: Difference): string[] {
  if (before === undefined || content === undefined) return [];
  const [old, now] = [before.split('\n'), content.split('\n')];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `    - ${line.trim()}`);
  const come = now.filter((line) => !old.includes(line)).map((line) => `    + ${line.trim()}`);
  return [...gone.slice(0, 8), ...come.slice(0, 8)];
}
