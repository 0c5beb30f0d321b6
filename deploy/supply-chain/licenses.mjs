#!/usr/bin/env node
/**
 * Checks the licences of all production dependencies against a list, from package-lock.json alone: also of packages for
 * other platforms, which are not installed. Exit code 1 when one is not allowed, or an exception has no use any more.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Permissive licences: they ask for a notice at most. SPDX identifiers. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
]);

/** Packages with another licence, each with the reason why it is accepted. */
const exceptions = {
  'dejavu-fonts-ttf': 'Bitstream Vera: fonts may be embedded and passed on',
  elkjs: 'EPL-2.0: a part of the Prisma CLI, which no image contains',
  'png-js': 'MIT, in its file LICENSE; the manifest does not say so',
  'web-push': 'MPL-2.0: its files are used unchanged',
};

/**
 * Whether a licence expression is allowed: one part of an OR, every part of an AND.
 *
 * @param {string | undefined} expression
 */
export const isAllowed = (expression) =>
  String(expression)
    .replace(/^\((.*)\)$/, '$1')
    .split(/\s+OR\s+/i)
    .some((choice) => choice.split(/\s+AND\s+/i).every((licence) => allowed.has(licence.trim())));

/**
 * What is wrong, one line each.
 *
 * @param {Record<string, {version?: string, license?: string, dev?: boolean, link?: boolean}>} packages of a lock file
 * @param {Record<string, string>} accepted
 */
export function problemsOf(packages, accepted = exceptions) {
  const production = Object.entries(packages).flatMap(([path, { dev, link, ...rest }]) =>
    path.includes('node_modules/') && !dev && !link
      ? [{ name: path.split('node_modules/').at(-1), ...rest }]
      : [],
  );
  const refused = production.filter(({ license }) => !isAllowed(license));
  return [
    ...refused
      .filter(({ name }) => !(name in accepted))
      .map(({ name, version, license }) => `${name}@${version}: ${license ?? 'no licence'}`),
    ...Object.keys(accepted)
      .filter((name) => !refused.some((each) => each.name === name))
      .map((name) => `${name}: the exception is not needed any more`),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  const problems = problemsOf(lock.packages);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) {
    console.error('deploy/supply-chain/licenses.mjs has the licences that are allowed, and the exceptions.');
    process.exitCode = 1;
  }
}
