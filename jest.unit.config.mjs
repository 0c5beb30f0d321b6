import { projectsOf } from './jest.projects.mjs';
import { run } from './test-kit/jest.mjs';

/** Jest's own time limit of five seconds is short for a busy machine. */
export default { ...run, projects: await projectsOf('unit'), testTimeout: 60_000 };
