import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

describe('configuration', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 3008, smtpPort: 1025, maxMessages: 500 });
  });

  it('names every wrong variable at once, and no value', () => {
    const read = (): unknown =>
      readConfig({ SMTP_PORT: '99999', MAX_MESSAGES: '0', SMTP_PASSWORD: 'hidden' });
    expect(read).toThrow(/SMTP_PORT[\s\S]*MAX_MESSAGES[\s\S]*SMTP_USER/);
    expect(read).not.toThrow('hidden');
  });

  it('reads fault settings, and names invalid ones', () => {
    const faults = { rules: [{ at: 'rcpt', code: 450 }] };
    expect(readConfig({ FAULTS: JSON.stringify(faults) }).faults).toMatchObject(faults);
    expect(() => readConfig({ FAULTS: '{"rules":[{"at":"rcpt","code":250}]}' })).toThrow(/FAULTS.*code/);
    expect(() => readConfig({ FAULTS: '{"rules":' })).toThrow(/FAULTS.*JSON/);
  });
});
