import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { networkOf, networksOf } from './network.js';

describe('a network', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (ip, expected) => {
    expect(networkOf(ip)).toBe(expected);
  });

  it('of an IPv6 address is also counted as part of its /56 and /48', () => {
    expect(networksOf('2001:db8:1:2a3:4:5:6:7')).toEqual([
      '2001:db8:1:2a3::/64',
      '2001:db8:1:200::/56',
      '2001:db8:1::/48',
    ]);
    expect(networksOf('2001:db8:1:2ff::1').slice(1)).toEqual(['2001:db8:1:200::/56', '2001:db8:1::/48']);
    expect(networksOf('2001:db8:1:300::1').slice(1)).toEqual(['2001:db8:1:300::/56', '2001:db8:1::/48']);
    expect(networksOf('2001:db8:2:300::1')[2]).toBe('2001:db8:2::/48');
    expect(networksOf('203.0.113.7')).toEqual(['203.0.113.7']);
    expect(networksOf('nowhere')).toEqual([]);
  });

  it('is the same for every address of a /64', () => {
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        const found = networkOf(ip) ?? '';
        expect(found).toMatch(/::\/64$|^\d+\.\d+\.\d+\.\d+$/);
        if (found.endsWith('/64')) expect(networkOf(found.replace('/64', '1'))).toBe(found);
      }),
    );
  });

  it.each([undefined, '', 'localhost', '1.2.3', '1.2.3.4, 5.6.7.8', '2001:db8::1\r\nX: y'])(
    'of %j is none',
    (ip) => {
      expect(networkOf(ip)).toBeUndefined();
    },
  );
});
