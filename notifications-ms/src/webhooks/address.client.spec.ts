import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { AddressClient, type NameServers } from './address.client.js';
import type { Address } from './endpoint-url.js';

const failure = (code: string): Error => Object.assign(new Error(code), { code });

const answer = (result: string[] | string): Promise<string[]> =>
  typeof result === 'string' ? Promise.reject(failure(result)) : Promise.resolve(result);

/** Name servers that answer at once. */
const servers = (v4: string[] | string, v6: string[] | string): NameServers => ({
  resolve4: () => answer(v4),
  resolve6: () => answer(v6),
});

const v4 = { address: '1.1.1.1', family: 4 };
const v6 = { address: '2606:4700::1111', family: 6 };
const url = new URL('https://shop.example/hooks');

it.each<[string[] | string, string[] | string, Address[]]>([
  [[v4.address], [v6.address], [v4, v6]],
  [[v4.address], 'ENODATA', [v4]],
  ['ENODATA', [v6.address], [v6]],
])('a name has the addresses of both families: %s, %s', async (first, second, expected) => {
  expect(await new AddressClient(false, servers(first, second)).addressesOf(url)).toEqual(expected);
});

it('a name with an address inside of the network in either family is refused', async () => {
  const client = new AddressClient(false, servers([v4.address], ['::1']));
  await expect(client.addressesOf(url)).rejects.toThrow('It leads to ::1');
});

it('a name that no server knows is refused with the reason', async () => {
  const client = new AddressClient(false, servers('ENOTFOUND', 'ENOTFOUND'));
  await expect(client.addressesOf(url)).rejects.toThrow('shop.example (ENOTFOUND)');
});

it('a name whose server does not answer is refused in time', async () => {
  const silent = createSocket('udp4');
  silent.bind(0, '127.0.0.1');
  await once(silent, 'listening');
  try {
    const resolver = new Resolver({ timeout: 200, tries: 1 });
    resolver.setServers([`127.0.0.1:${silent.address().port}`]);
    const client = new AddressClient(false, resolver);
    await expect(client.addressesOf(url)).rejects.toThrow('ETIMEOUT');
  } finally {
    silent.close();
  }
});

it('requests at the same time share the resolution of a name, later ones do not', async () => {
  const client = new AddressClient(false);
  let asked = 0;
  client.resolve = () => Promise.resolve([{ ...v4, address: `1.1.1.${++asked}` }]);
  const both = await Promise.all([client.addressesOf(url), client.addressesOf(url)]);
  expect(both.flat().map(({ address }) => address)).toEqual(['1.1.1.1', '1.1.1.1']);
  expect(await client.addressesOf(url)).toMatchObject([{ address: '1.1.1.2' }]);
});
