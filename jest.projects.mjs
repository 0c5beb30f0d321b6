import { readFileSync } from 'node:fs';

const { workspaces } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/**
 * One project per workspace, exactly as the workspace's own jest.config.mjs has it (`npm test`
 * there), but under the workspace's name.
 *
 * @param {'unit' | 'integration'} kind
 */
export async function projectsOf(kind) {
  const configs = await Promise.all(workspaces.map((name) => import(`./${name}/jest.config.mjs`)));
  return configs.flatMap(({ default: { projects } }, index) =>
    projects
      .filter(({ displayName }) => displayName === kind)
      .map((project) => ({ ...project, displayName: workspaces[index] })),
  );
}
