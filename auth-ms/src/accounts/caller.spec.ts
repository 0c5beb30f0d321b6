import { describe, expect, it } from '@jest/globals';
import { toOrigin } from './caller.js';

describe('the origin of a request', () => {
  it('is an address and one line of text', () => {
    expect(toOrigin({ ip: '::1', device: 'Mozilla/5.0 (X11)' })).toEqual({
      ip: '::1',
      device: 'Mozilla/5.0 (X11)',
    });
    expect(toOrigin({})).toEqual({ ip: null, device: null });
  });

  it('cannot carry a header, a second line or an invisible character into a mail', () => {
    const { device } = toOrigin({ device: ' Browser\r\nBcc: all@example.com\u0000\u202e\u2028 evil ' });
    expect(device).toBe('Browser Bcc: all@example.com evil');
  });

  it('is truncated at a character boundary', () => {
    const { device } = toOrigin({ device: `${'a'.repeat(199)}😀` });
    expect(device?.length).toBeLessThanOrEqual(200);
    expect(device?.isWellFormed()).toBe(true);
  });

  it('has no address when the text is not one', () => {
    expect(toOrigin({ ip: '10.0.0.1\r\n' }).ip).toBeNull();
    expect(toOrigin({ ip: 'x' }).ip).toBeNull();
  });
});
