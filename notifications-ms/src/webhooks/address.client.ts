import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Address, allowedAddresses, hostOf, UrlRefused } from './endpoint-url.js';

/** Asks a name server twice; both fit into the time-out of a request. */
const QUERY = { timeout: 2_000, tries: 2 };

/** Resolver of Node, as far as it is used. */
export interface NameServers {
  resolve4(host: string): Promise<string[]>;
  resolve6(host: string): Promise<string[]>;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';

/**
 * Resolves host names. On the internet it asks name servers itself: the resolver of the operating
 * system occupies threads that all connections of the process share, and a name server that does
 * not answer would delay all other receivers. With private networks that resolver is used, because
 * it knows the hosts file.
 */
export class AddressClient {
  private readonly resolving = new Map<string, Promise<Address[]>>();

  constructor(
    private readonly privateNetworks: boolean,
    private readonly servers: NameServers = new Resolver(QUERY),
  ) {}

  /** The addresses of a URL, all of which may be connected to. Throws UrlRefused. */
  async addressesOf(url: URL): Promise<readonly Address[]> {
    const host = hostOf(url);
    const family = isIP(host);
    const addresses = family > 0 ? [{ address: host, family }] : await this.resolveOnce(host);
    return allowedAddresses(addresses, this.privateNetworks);
  }

  /** Throws UrlRefused for a name without addresses. */
  async resolve(host: string): Promise<Address[]> {
    try {
      return await (this.privateNetworks ? lookup(host, { all: true }) : this.query(host));
    } catch (error) {
      throw new UrlRefused(`Its name does not resolve: ${host} (${codeOf(error)}).`);
    }
  }

  /** Requests at the same time share one resolution of a name. */
  private resolveOnce(host: string): Promise<Address[]> {
    const running = this.resolving.get(host);
    if (running) return running;
    const resolution = this.resolve(host).finally(() => this.resolving.delete(host));
    this.resolving.set(host, resolution);
    return resolution;
  }

  /** A name may have addresses of one family only. */
  private async query(host: string): Promise<Address[]> {
    const [v4, v6] = await Promise.allSettled([this.servers.resolve4(host), this.servers.resolve6(host)]);
    if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason as Error;
    const found = (family: number, result: PromiseSettledResult<string[]>): Address[] =>
      result.status === 'fulfilled' ? result.value.map((address) => ({ address, family })) : [];
    return [...found(4, v4), ...found(6, v6)];
  }
}
