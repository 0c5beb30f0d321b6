import { isIP } from 'node:net';

/**
 * Whether the Host header names this machine. Another site's name that resolves to 127.0.0.1 (DNS
 * rebinding) would let its pages read all addresses. Such a name is in the public DNS, so it has a dot:
 * IP addresses, localhost and names of containers are safe.
 */
export function isLocalHost(header: string | undefined): boolean {
  const url = `http://${header}`;
  if (!header || !URL.canParse(url)) return false;
  const { host, hostname } = new URL(url);
  if (host !== header.toLowerCase().replace(/:80$/, '')) return false;
  return (
    isIP(hostname.replace(/^\[|\]$/g, '')) > 0 || !hostname.includes('.') || hostname.endsWith('.localhost')
  );
}
