import { projectsOf } from './jest.projects.mjs';

/** Jest takes the time limit from here and from no project. */
export default { projects: await projectsOf('integration'), testTimeout: 60_000, maxWorkers: 2 };
