import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Logger } from '../log/logger.js';

/** The networks under which an IPv6 address is counted: a host's, a household's, a company's. */
const PREFIXES = [64, 56, 48] as const;

/**
 * How many times the limit of one address holds for each network of {@link networksOf}, in its
 * order: a customer of a provider can have a /48, which is 65,536 networks of the size of a /64.
 */
export const NETWORK_FACTORS: readonly number[] = [1, 4, 16];

/**
 * The networks of an address, smallest first: an IPv4 address itself, or the /64, /56 and /48 of an
 * IPv6 address, since its owner can use any address in it. Empty for text that is not an address.
 */
export function networksOf(ip: string | undefined): string[] {
  if (!ip) return [];
  const plain = ip.replace(/%.*$/, '');
  if (isIP(plain) === 4) return [plain];
  if (isIP(plain) !== 6) return [];
  // The URL parser normalises an IPv6 address, embedded IPv4 included.
  const short = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (mapped) return [ipv4(parseInt(mapped[1] ?? '', 16), parseInt(mapped[2] ?? '', 16))];
  const [head = '', tail] = short.split('::');
  const front = head ? head.split(':') : [];
  const back = tail ? tail.split(':') : [];
  const gap = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array.from({ length: gap }, () => '0'), ...back];
  const [a = '0', b = '0', c = '0', d = '0'] = groups;
  const ofHousehold = (parseInt(d, 16) & 0xff00).toString(16);
  const heads = [`${a}:${b}:${c}:${d}`, `${a}:${b}:${c}:${ofHousehold}`, `${a}:${b}:${c}`];
  return PREFIXES.map((length, n) => `${heads[n]}::/${length}`);
}

/** The smallest of {@link networksOf}; undefined for text that is not an address. */
export const networkOf = (ip: string | undefined): string | undefined => networksOf(ip)[0];

const ipv4 = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

const unknownIssuer = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
]);

const remedyByCode: Readonly<Record<string, (host: string) => string>> = {
  CERT_HAS_EXPIRED: (host) => `the certificate of ${host} has expired; renew it, or correct the clock here`,
  CERT_NOT_YET_VALID: (host) => `the certificate of ${host} is not valid yet; correct the clock here`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) =>
    `the certificate of ${host} is for other names; connect with a name that it contains`,
};

/** What to do about a TLS error of Node, also of one in `cause` or `detail`; undefined for others. */
export function tlsRemedy(error: unknown, host: string): string | undefined {
  for (let at: unknown = error, depth = 0; at && depth < 5; depth++) {
    const { code, cause, detail } = Object(at) as Record<'code' | 'cause' | 'detail', unknown>;
    if (typeof code === 'string') {
      if (unknownIssuer.has(code))
        return (
          `no known authority issued the certificate of ${host}; set NODE_EXTRA_CA_CERTS to a PEM file with ` +
          'the certificate of its authority (your provider, or the proxy of your network)'
        );
      const remedy = remedyByCode[code];
      if (remedy) return remedy(host);
    }
    at = cause ?? detail;
  }
  return undefined;
}

const HANDSHAKE_MS = 4_000;

/**
 * For the start: logs why TLS to an `https:` API fails, with the remedy. Sends no request and does
 * not wait.
 */
export function checkTls(url: string, log: Logger): void {
  const { protocol, hostname, host, port } = new URL(url);
  if (protocol !== 'https:') return;
  const name = hostname.replace(/^\[(.+)\]$/, '$1');
  const servername = isIP(name) ? undefined : name;
  const options = { host: name, port: Number(port || 443), servername, timeout: HANDSHAKE_MS };
  const socket = connect(options, () => socket.end());
  socket.unref();
  socket.on('timeout', () => socket.destroy());
  socket.on('error', (err) => {
    const remedy = tlsRemedy(err, host);
    if (remedy) log.error({ err, host, remedy }, 'the API cannot be reached over TLS');
  });
}
