import { projectsOf } from './jest.projects.mjs';
import { run } from './test-kit/jest.mjs';

const projects = await projectsOf('integration');

/** The time limit ends what hangs; no test is to be in a hurry. `npm run check` tests the Helm chart. */
export default {
  ...run,
  projects: projects.map((project) => ({
    ...project,
    testPathIgnorePatterns: ['/node_modules/', '/launcher/test/helm/'],
  })),
};
