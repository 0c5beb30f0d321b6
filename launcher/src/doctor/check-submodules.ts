import { join } from 'node:path';
import { submodulePaths } from '../../bootstrap/submodules.mjs';
import { remoteBranchesWith, stateOf } from '../submodules/modules.js';
import { fine, problem, warning, type Finding } from './finding.js';

/** Whether the submodules are initialised and their commits are published, as of the last fetch. */
export async function checkSubmodules(root: string): Promise<Finding[]> {
  const states = await Promise.all(submodulePaths(root).map((path) => stateOf(root, path)));
  if (states.length === 0) return [];
  const empty = states.filter(({ initialised }) => !initialised).map(({ path }) => path);
  const findings: Finding[] = empty.length
    ? [problem(`submodules not initialised: ${empty.join(', ')}`, 'git submodule update --init --recursive')]
    : [];
  for (const { recorded, pointsHere, path } of states.filter(({ initialised }) => initialised)) {
    if (recorded && (await remoteBranchesWith(join(root, path), recorded)).length === 0) {
      const text = `the launcher points at ${recorded.slice(0, 9)} of ${path}, which was never pushed`;
      findings.push(warning(text, '"npm run launcher -- check" fetches, and names the commits to push'));
    } else if (!pointsHere) {
      const remedy = '"npm run launcher -- update" returns to that commit, "-- bump" records the newest one';
      findings.push(warning(`${path} is at another commit than the launcher points at`, remedy));
    }
  }
  return findings.length ? findings : [fine(`${states.length} submodules are where the launcher points`)];
}
