import { describe, expect, it } from '@jest/globals';
import { allowedAddresses, hostOf, parseEndpointUrl } from './endpoint-url.js';

const check = (text: string, privateNetworks = false) => {
  const host = hostOf(parseEndpointUrl(text, privateNetworks));
  return /^[\d.]+$|:/.test(host)
    ? allowedAddresses([{ address: host, family: host.includes(':') ? 6 : 4 }], privateNetworks)
    : host;
};

describe('the URL of an endpoint', () => {
  it.each(['https://shop.example/hooks', 'https://shop.example:8443/a?b=c', 'https://1.1.1.1/x'])(
    'may be %s',
    (url) => {
      expect(() => check(url)).not.toThrow();
    },
  );

  it.each([
    ['shop.example/hooks', 'not an https URL'],
    ['ftp://shop.example', 'not an https URL'],
    ['file:///etc/passwd', 'not an https URL'],
    ['http://shop.example', 'must be https'],
    ['https://user:password@shop.example', 'credentials'],
    ['https://user@shop.example', 'credentials'],
    ['https://shop.example/#top', 'fragment'],
    ['https://shop.example:22', 'port'],
    ['https://shop.example:25', 'port'],
    ['https://127.0.0.1/', '127.0.0.1'],
    ['https://2130706433/', '127.0.0.1'],
    ['https://0x7f000001/', '127.0.0.1'],
    ['https://0177.0.0.1/', '127.0.0.1'],
    ['https://127.1/', '127.0.0.1'],
    ['https://169.254.169.254/latest/meta-data/', '169.254.169.254'],
    ['https://[::1]/', '::1'],
    ['https://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['https://[64:ff9b::7f00:1]/', '64:ff9b::7f00:1'],
  ])('is not %s: %s', (url, reason) => {
    expect(() => check(url)).toThrow(reason);
  });

  it('may be of this machine or its networks where these are allowed, but never of cloud metadata', () => {
    expect(() => check('http://127.0.0.1:8080/hooks', true)).not.toThrow();
    expect(() => check('http://169.254.169.254/', true)).toThrow('169.254.169.254');
    expect(() => check('http://[::ffff:169.254.169.254]/', true)).toThrow();
    expect(() => check('http://user:password@127.0.0.1/', true)).toThrow('credentials');
  });

  it('is refused when one of its addresses is not public', () => {
    const [good, bad] = [
      { address: '1.1.1.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    expect(allowedAddresses([good], false)).toEqual([good]);
    expect(() => allowedAddresses([good, bad], false)).toThrow('10.0.0.1');
    expect(() => allowedAddresses([], false)).toThrow('no address');
  });
});
