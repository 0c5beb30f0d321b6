import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Address, allowedAddresses, hostOf, UrlRefused } from './endpoint-url.js';

/** Resolves host names with the resolver of the operating system. */
export class AddressClient {
  constructor(private readonly privateNetworks: boolean) {}

  /** The addresses of a URL, all of which may be connected to. Throws UrlRefused. */
  async addressesOf(url: URL): Promise<readonly Address[]> {
    const host = hostOf(url);
    const family = isIP(host);
    const addresses = family > 0 ? [{ address: host, family }] : await this.resolve(host);
    return allowedAddresses(addresses, this.privateNetworks);
  }

  /** Throws UrlRefused for a name without addresses. */
  async resolve(host: string): Promise<Address[]> {
    try {
      return await lookup(host, { all: true });
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      throw new UrlRefused(`Its name does not resolve: ${host} (${code}).`);
    }
  }
}
