import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { chartFile } from '../../src/helm/chart-files.js';
import { repositoryRoot } from '../../src/repository.js';

/** A file of `deploy/helm/examples`. */
export const exampleFile = (name: string): string => join(repositoryRoot, 'deploy', 'helm', 'examples', name);

/** One row of the table of services. */
export interface ServiceRow {
  port: number;
  public?: boolean;
  database?: boolean;
  secrets?: string[];
  optionalSecrets?: string[];
  required?: string[];
  defaults?: Record<string, string>;
  development?: Record<string, string>;
  webhookPaths?: string[];
  internet?: number[];
}

export const serviceTable = (): Record<string, ServiceRow> =>
  parse(readFileSync(chartFile('files/services.yaml'), 'utf8')) as Record<string, ServiceRow>;
