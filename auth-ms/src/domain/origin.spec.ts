import { describe, expect, it } from '@jest/globals';
import { originOf } from './origin.js';

describe('from where somebody asks', () => {
  it('is an address and one line of text', () => {
    expect(originOf({ ip: '::1', device: 'Mozilla/5.0 (X11)' })).toEqual({
      ip: '::1',
      device: 'Mozilla/5.0 (X11)',
    });
    expect(originOf({})).toEqual({ ip: null, device: null });
  });

  it('cannot carry a header, a second line or a hidden letter into a mail', () => {
    const { device } = originOf({ device: ' Browser\r\nBcc: all@example.com\u0000\u202e\u2028 evil ' });
    expect(device).toBe('Browser Bcc: all@example.com evil');
  });

  it('is cut short, and whole characters only', () => {
    const { device } = originOf({ device: `${'a'.repeat(199)}😀` });
    expect(device?.length).toBeLessThanOrEqual(200);
    expect(device?.isWellFormed()).toBe(true);
  });

  it('takes no text for an address', () => {
    expect(originOf({ ip: '10.0.0.1\r\n' }).ip).toBeNull();
    expect(originOf({ ip: 'x' }).ip).toBeNull();
  });
});
