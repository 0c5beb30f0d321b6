import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

describe('configuration', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 3011, maxShipments: 10_000 });
  });

  it('names every wrong variable at once, and no value', () => {
    const read = (): unknown => readConfig({ PORT: '99999', WEBHOOK_URL: 'hidden', MAX_SHIPMENTS: '0' });
    expect(read).toThrow(/PORT[\s\S]*WEBHOOK_URL[\s\S]*MAX_SHIPMENTS/);
    expect(read).not.toThrow('hidden');
  });

  it('reads fault settings, and names invalid ones', () => {
    const faults = { rules: [{ at: 'buy', status: 500 }] };
    expect(readConfig({ FAULTS: JSON.stringify(faults) }).faults).toMatchObject(faults);
    expect(() => readConfig({ FAULTS: '{"rules":[{"at":"buy","status":200}]}' })).toThrow(/FAULTS.*status/);
  });
});
