import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';
import { topology } from '../../src/topology.js';
import { composeFile, sourcesOf } from './compose-files.js';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] };

describe('the composed system', () => {
  it.each(workspaces)('copies the manifest of %s into the build', (workspace) => {
    expect(read('Dockerfile')).toContain(`COPY ${workspace}/package.json ${workspace}/\n`);
    expect(read('.dockerignore')).toMatch(new RegExp(`\\n!${workspace}(/package\\.json)?\\n`));
  });

  it.each(topology.map(({ name }) => name))('builds and runs %s', (name) => {
    const compose = read('docker-compose.yml');
    expect(compose).toContain(`\n  ${name}:\n`);
    expect(compose).toContain(`SERVICE: ${name} }`);
  });

  it.each(topology.filter(({ database }) => database).map(({ name }) => name))(
    'migrates the database of %s before it starts',
    (name) => {
      const step = `${name.replace('-ms', '')}-migrate`;
      expect(read('docker-compose.yml')).toContain(`${step}: { condition: service_completed_successfully }`);
    },
  );

  it('uses no image without a version', () => {
    const images = [...read('docker-compose.yml').matchAll(/^ {4}image: (\S+)$/gm)].map(
      ([, image = '']) => image,
    );
    const foreign = images.filter((image) => !image.startsWith('orderwire/'));
    expect(foreign.length).toBeGreaterThan(1);
    for (const image of foreign) expect(image).toMatch(/:v?\d+\.\d+/);
  });

  it('publishes ports on this machine only by default', () => {
    const ports = [...read('docker-compose.yml').matchAll(/ports: \['(.*)'\]/g)].map(([, port = '']) => port);
    expect(ports).toHaveLength(11);
    for (const port of ports) expect(port).toMatch(/^(\$\{BIND_ADDRESS:-127\.0\.0\.1\}|127\.0\.0\.1):/);
  });

  it('documents every variable that it uses', () => {
    const named = ['docker-compose.yml', 'compose.prod.yaml', 'compose.stripe.yaml'].flatMap((file) =>
      [...read(file).matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name),
    );
    for (const name of new Set(named))
      expect(read('.env.template')).toMatch(new RegExp(`^(# )?${name}=`, 'm'));
  });
});

describe('a fresh clone', () => {
  const base = composeFile('docker-compose.yml');

  it('needs no variable, no file and no Node.js: docker compose up --build is enough', () => {
    expect(read('docker-compose.yml')).not.toMatch(/\$\{\w+:?\?/);
    expect(Object.values(base.secrets ?? {})).toEqual([{ environment: 'STRIPE_SECRET' }]);
    const withSecrets = Object.entries(base.services).filter(([, { secrets }]) => secrets);
    expect(withSecrets.map(([name]) => name)).toEqual(['stripe-cli']);
    const mounted = Object.values(base.services)
      .flatMap(sourcesOf)
      .filter((source) => source.startsWith('.'));
    expect(mounted.length).toBeGreaterThan(0);
    for (const path of mounted) expect(existsSync(join(repositoryRoot, path))).toBe(true);
  });

  it('needs variables in production only', () => {
    const demanding = [
      'docker-compose.yml',
      'compose.dev.yaml',
      'compose.stripe.yaml',
      'compose.prod.yaml',
    ].filter((file) => /\$\{\w+:?\?/.test(read(file)));
    expect(demanding).toEqual(['compose.prod.yaml']);
  });

  it('has the project name that the launcher expects, also in a folder of another name', () => {
    expect(base.name).toBe('orderwire');
  });
});
