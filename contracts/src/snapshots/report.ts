import type { Difference } from './files.js';

/** What a person needs to know of generated files that differ from the contracts, and what to do about it. */
export function report(differences: readonly Difference[]): string {
  const lines = differences.map(({ file, content, broken }) => {
    const state = content === undefined ? 'has no contract any more' : 'is not what the contracts say';
    return [`  ${file} ${state}`, ...broken.map((reason) => `    breaks readers: ${reason}`)].join('\n');
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
