import { projectsOf } from './jest.projects.mjs';
import { run } from './test-kit/jest.mjs';

/** The time limit ends what hangs; no test is to be in a hurry. */
export default { ...run, projects: await projectsOf('integration') };
