import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository.js';

const page = readFileSync(join(repositoryRoot, 'docs', 'architecture.md'), 'utf8');
const linked = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = '']) => join('docs', path));
const path = page.split('\n## ').find((section) => section.startsWith('The path of an order')) ?? '';

describe('docs/architecture.md', () => {
  it('links to files that exist', () => {
    const links = linked(page);
    expect(links.length).toBeGreaterThan(70);
    expect(links.filter((file) => !existsSync(join(repositoryRoot, file)))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const named = [...page.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w-]+\.(?:json|yml|yaml))`/g)].map(
      ([, name = '']) => name,
    );
    expect(named.length).toBeGreaterThan(20);
    const absent = named.filter(
      (name) =>
        !existsSync(join(repositoryRoot, name)) && !existsSync(join(repositoryRoot, 'orders-ms', name)),
    );
    expect(absent).toEqual([]);
  });

  it('lists each file of the path of an order once, at most 70', () => {
    const files = linked(path.slice(path.indexOf('### ')));
    expect(new Set(files).size).toBe(files.length);
    expect(files.length).toBeLessThanOrEqual(70);
    const platform = files.filter((file) => file.startsWith('platform/')).length;
    expect(path).toContain(`to PAID: ${files.length}, of which **${files.length - platform} of services`);
    expect(path).toContain(`and ${platform} of platform`);
  });

  it('states the number of files of each leg', () => {
    const legs = path.split('\n').filter((line) => /^\| .* \| \d+ \|/.test(line));
    expect(legs.length).toBeGreaterThan(5);
    for (const leg of legs) expect([leg, linked(leg).length]).toEqual([leg, Number(leg.split(' | ')[1])]);
  });
});
