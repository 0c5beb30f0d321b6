import { workspace } from '@orderwire/test-kit/jest';

const { projects, ...settings } = workspace(import.meta.dirname);

/**
 * test-kit imports platform by name: here that is the source under test, not what was built before,
 * and test-kit is not taken from the bundle, which has platform in it.
 */
export default {
  ...settings,
  projects: projects.map((project) => {
    const platform = { '^@orderwire/platform$': `${import.meta.dirname}/src/index.ts` };
    const moduleNameMapper = { ...project.moduleNameMapper, ...platform };
    delete moduleNameMapper['^@orderwire/test-kit$'];
    return { ...project, moduleNameMapper };
  }),
};
