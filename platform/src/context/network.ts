import { isIP } from 'node:net';

/**
 * The network of an address: an IPv4 address itself, or the /64 of an IPv6 address, since its owner
 * can use any address in it. Undefined for text that is not an address.
 */
export function networkOf(ip: string | undefined): string | undefined {
  if (!ip) return undefined;
  const plain = ip.replace(/%.*$/, '');
  if (isIP(plain) === 4) return plain;
  if (isIP(plain) !== 6) return undefined;
  // The URL parser normalises an IPv6 address, embedded IPv4 included.
  const short = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (mapped) return ipv4(parseInt(mapped[1] ?? '', 16), parseInt(mapped[2] ?? '', 16));
  const [head = '', tail] = short.split('::');
  const front = head ? head.split(':') : [];
  const back = tail ? tail.split(':') : [];
  const gap = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array.from({ length: gap }, () => '0'), ...back];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

const ipv4 = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');
