import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { businessRules, namespaces } from '../../test/business-rules.js';
import { everyDocument, issued, paidOrder, seller } from '../../test/documents.js';
import { invoiceContent } from '../content/invoice-content.js';
import { crossIndustryInvoice, type Profile } from './cii.js';

xmlRegisterFsInputProviders();
const { resolve } = createRequire(import.meta.url);
/** The schema of the EN 16931 profile of Factur-X. */
const schemaFile = join(
  dirname(resolve('@stackforge-eu/factur-x')),
  '../schema/en16931/FACTUR-X_EN16931.xsd',
);
const schema = XsdValidator.fromDoc(
  XmlDocument.fromString(readFileSync(schemaFile, 'utf8'), { url: schemaFile }),
);

const profiles: Profile[] = ['factur-x', 'xrechnung'];
const documents = Object.entries(everyDocument());
const cases = documents.flatMap(([name, document]) =>
  profiles.map((profile) => ({ name, profile, document })),
);

/** The broken rules of an XML document. */
function broken(xml: XmlDocument): string[] {
  return Object.entries(businessRules).flatMap(([rule, path]) =>
    xml.eval(`boolean(${path})`, namespaces) === true ? [] : [rule],
  );
}

describe.each(cases)('the e-invoice $name as $profile', ({ name, profile, document }) => {
  const text = crossIndustryInvoice(document, profile);
  const xml = XmlDocument.fromString(text);

  it('is valid by the schema of EN 16931 (CII D16B)', () => {
    expect(() => schema.validate(xml)).not.toThrow();
  });

  it('keeps the business rules', () => {
    expect(broken(xml)).toEqual([]);
  });

  it('is the same as its golden file', () => {
    const golden = new URL(`../../test/golden/${name}.${profile}.xml`, import.meta.url);
    // Delete a file to write it anew, and read the difference.
    if (!existsSync(golden)) writeFileSync(golden, text);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });
});

describe('the business rules', () => {
  it.each([
    ['BR-CO-15 total with tax', /(GrandTotalAmount>)\d+/, '$11'],
    ['BR-CO-10 sum of the lines', /(LineTotalAmount>)\d+/, '$11'],
    ['BR-CO-14 sum of the taxes', /(CalculatedAmount>)\d+/, '$1999'],
    ['BR-DEC at most two decimals', /(BasisAmount>\d+\.\d\d)/, '$10'],
    ['BR-DE-15 reference of the buyer', /<ram:BuyerReference>.*<\/ram:BuyerReference>/, ''],
    [
      'BR-S-02 tax identity of the seller',
      /<ram:SpecifiedTaxRegistration>[^]*?<\/ram:SpecifiedTaxRegistration>/,
      '',
    ],
  ])('find a document that breaks %s', (rule, pattern, replacement) => {
    const [, document] = documents[0] ?? [];
    if (!document) throw new Error('no document');
    const text = crossIndustryInvoice(document, 'xrechnung').replace(pattern, replacement);
    expect(broken(XmlDocument.fromString(text))).toContain(rule);
  });
});

describe('names of customers and products', () => {
  it('cannot add elements to the XML, nor characters that it may not contain', () => {
    const order = paidOrder([['standard_rated', 19, 10_000, 1_900]]);
    const [line] = order.items;
    if (!line) throw new Error('no line');
    const name = '</ram:Name><ram:Evil> & "quoted" \u0007\uffff{{x}}';
    const content = invoiceContent({ ...order, items: [{ ...line, name }] }, seller);
    const xml = XmlDocument.fromString(crossIndustryInvoice(issued(content), 'factur-x'));
    const found = xml.eval('string(//ram:SpecifiedTradeProduct/ram:Name)', namespaces);
    expect(found).toBe('</ram:Name><ram:Evil> & "quoted" {{x}}');
    expect(() => schema.validate(xml)).not.toThrow();
  });
});
