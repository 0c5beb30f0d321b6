import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { allEvents, allFaults, allRpcs } from '@orderwire/contracts';
import { asyncApi, namedContracts } from '@orderwire/contracts/documents';
import { subjectsPage } from './subjects-page.js';

const require = createRequire(import.meta.url);
const specification = require('@asyncapi/specs/schemas/3.0.0.json') as object;

const contracts = namedContracts();

describe('the generated documents', () => {
  it('know every contract, its name, its service and its description', () => {
    const subjects = [...allRpcs().keys(), ...allEvents().keys()].sort();
    expect(contracts.map(({ contract }) => contract.subject)).toEqual(subjects);
    for (const { name, contract } of contracts) {
      expect(name).toMatch(/^[A-Z]\w+(\.\w+)?$/);
      expect(contract.owner).toMatch(
        /^(auth|orders|payments|products|notifications|invoices|shipping|insights)-ms$/,
      );
      expect([name, contract.description.length > 10]).toEqual([name, true]);
    }
  });

  it('contain a valid AsyncAPI 3.0 document', () => {
    const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
    (formats as unknown as (ajv: Ajv) => void)(ajv);
    const validate = ajv.compile(specification);
    validate(asyncApi(contracts, '0.1.0'));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('refer to existing schemas only', () => {
    const text = JSON.stringify(asyncApi(contracts, '0.1.0'));
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, object> } };
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(components.schemas).toHaveProperty(name ?? '');
  });

  it('list every subject and every fault', () => {
    const page = subjectsPage(contracts);
    for (const { contract } of contracts) expect(page).toContain(`| \`${contract.subject}\` |`);
    for (const code of allFaults().keys()) expect(page).toContain(`| \`${code}\` |`);
  });
});
