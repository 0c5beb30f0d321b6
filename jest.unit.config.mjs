import { projectsOf } from './jest.projects.mjs';

/**
 * Jest takes the time limit from here and from no project; its own five seconds are few for a busy
 * machine.
 */
export default { projects: await projectsOf('unit'), testTimeout: 60_000 };
