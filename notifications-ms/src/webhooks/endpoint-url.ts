import { classOfAddress } from './address-rules.js';

/** Why nothing may be sent to a URL, for people. */
export class UrlRefused extends Error {
  override readonly name = 'UrlRefused';
}

/** An address to connect to. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Ports below are of other protocols: mail, files, remote shells. */
const FIRST_FREE_PORT = 1_024;

/**
 * Parses the URL of an endpoint; the parser writes addresses in odd notations (`0x7f.1`) as usual
 * ones. Throws UrlRefused. With `privateNetworks` http and any port are allowed.
 */
export function parseEndpointUrl(text: string, privateNetworks: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new UrlRefused('It is not an https URL.');
  if (url.username !== '' || url.password !== '')
    throw new UrlRefused('It contains credentials. Webhooks are authenticated by their signature.');
  if (url.hash !== '') throw new UrlRefused('It has a fragment (#), which is never sent.');
  if (privateNetworks) return url;
  if (url.protocol !== 'https:') throw new UrlRefused('It must be https.');
  if (url.port !== '' && Number(url.port) < FIRST_FREE_PORT)
    throw new UrlRefused(`Its port must be 443, or ${FIRST_FREE_PORT} and higher.`);
  return url;
}

/** The host name or address of a URL, without the brackets of IPv6. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/**
 * The addresses, if a connection to all of them is allowed. Throws UrlRefused: one that is not
 * public among others is an attempt to reach it.
 */
export function allowedAddresses(
  addresses: readonly Address[],
  privateNetworks: boolean,
): readonly Address[] {
  if (addresses.length === 0) throw new UrlRefused('Its name has no address.');
  for (const { address } of addresses) {
    const kind = classOfAddress(address);
    if (kind === 'public' || (kind === 'private' && privateNetworks)) continue;
    throw new UrlRefused(`It leads to ${address}, which is not an address on the internet.`);
  }
  return addresses;
}
