import { projectsOf } from './jest.projects.mjs';

export default { projects: await projectsOf('integration'), maxWorkers: 2 };
