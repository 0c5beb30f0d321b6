import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { allEvents, allRpcs } from '../index.js';
import { asyncApi } from './asyncapi.js';
import { catalogue, faultsAmong } from './catalogue.js';
import { type Declared, declaredContracts } from './declared.js';
import * as contracts from '../index.js';

const require = createRequire(import.meta.url);
const specification = require('@asyncapi/specs/schemas/3.0.0.json') as object;

let declared: Declared[];
beforeAll(async () => void (declared = await declaredContracts(join(import.meta.dirname, '..', '..'))));

describe('what is generated from the contracts', () => {
  it('knows every contract, its owner, and what it is for', () => {
    const subjects = [...allRpcs().keys(), ...allEvents().keys()].sort();
    expect(declared.map(({ contract }) => contract.subject)).toEqual(subjects);
    for (const { name, owner, description } of declared) {
      expect(owner).toMatch(/^(auth|orders|payments|products)-ms$/);
      expect([name, description.length > 10]).toEqual([name, true]);
    }
  });

  it('is a valid AsyncAPI 3.0 document', () => {
    const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
    (formats as unknown as (ajv: Ajv) => void)(ajv);
    const validate = ajv.compile(specification);
    validate(asyncApi(declared, '0.1.0'));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('names no schema that is not there', () => {
    const text = JSON.stringify(asyncApi(declared, '0.1.0'));
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, object> } };
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(components.schemas).toHaveProperty(name ?? '');
  });

  it('lists every subject and every fault for people', () => {
    const page = catalogue(declared, faultsAmong(contracts));
    for (const { contract } of declared) expect(page).toContain(`| \`${contract.subject}\` |`);
    for (const { code } of faultsAmong(contracts)) expect(page).toContain(`| \`${code}\` |`);
  });
});
