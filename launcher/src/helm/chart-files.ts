import { join } from 'node:path';
import { repositoryRoot } from '../repository.js';

/** The folder of the chart. */
export const chartFolder = join(repositoryRoot, 'deploy', 'helm', 'orderwire');

/** A file of the chart. */
export const chartFile = (name: string): string => join(chartFolder, name);

/** As the generated files have it. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
