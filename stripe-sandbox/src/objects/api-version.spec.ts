import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { API_VERSION, API_VERSIONS } from './api-version.js';

describe('API versions', () => {
  it('are those of the pinned SDK', () => {
    const sdk = dirname(createRequire(import.meta.url).resolve('stripe'));
    const types = readFileSync(join(sdk, '../esm/resources/WebhookEndpoints.d.ts'), 'utf8');
    const published = [...types.matchAll(/'(20\d\d-\d\d-\d\d(\.[a-z]+)?)'/g)].map(([, version]) => version);
    expect([...API_VERSIONS].sort()).toEqual([...new Set(published)].sort());
    expect(API_VERSIONS).toContain(API_VERSION);
  });
});
