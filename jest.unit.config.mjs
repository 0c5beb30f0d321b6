import { readFileSync } from 'node:fs';
import { unit } from './platform/jest.mjs';

const { workspaces } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

export default { projects: workspaces.map((name) => unit(`${import.meta.dirname}/${name}`, name)) };
