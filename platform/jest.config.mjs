import { workspace } from '@orderwire/test-kit/jest';

const { projects, ...settings } = workspace(import.meta.dirname);

/**
 * test-kit imports platform by name: here that is the source under test, not what was built before.
 */
export default {
  ...settings,
  projects: projects.map((project) => ({
    ...project,
    moduleNameMapper: {
      ...project.moduleNameMapper,
      '^@orderwire/platform$': `${import.meta.dirname}/src/index.ts`,
    },
  })),
};
