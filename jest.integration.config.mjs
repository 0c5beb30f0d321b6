import { projectsOf } from './jest.projects.mjs';

/**
 * Jest takes the time limit from here and from no project. It ends what hangs; no test is to be in
 * a hurry.
 */
export default { projects: await projectsOf('integration'), testTimeout: 180_000, maxWorkers: 2 };
