import { BlockList, isIP } from 'node:net';

/**
 * `public`: on the internet. `private`: this machine or its networks, for development and on request.
 * `forbidden`: never a receiver: metadata of cloud providers, multicast, reserved and translated
 * addresses.
 */
export type AddressClass = 'public' | 'private' | 'forbidden';

const subnets = (type: 'ipv4' | 'ipv6', ...ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), type);
  }
  return list;
};

/** Metadata services of cloud providers, mostly inside of private ranges. */
const metadata4 = subnets('ipv4', '100.100.100.200/32', '168.63.129.16/32', '169.254.0.0/16');
const metadata6 = subnets('ipv6', 'fd00:c1::/32', 'fd00:ec2::/32', 'fd20:ce::/32');

const private4 = subnets(
  'ipv4',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
);
const private6 = subnets('ipv6', '::1/128', 'fc00::/7');

/** Of IANA's registries of special addresses, what is neither global nor private. */
const forbidden4 = subnets(
  'ipv4',
  '0.0.0.0/8',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
);

/** Global unicast. All else (IPv4-mapped, NAT64, link-local, multicast) is outside of it. */
const global6 = subnets('ipv6', '2000::/3');
const forbidden6 = subnets('ipv6', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');

/** The class of an IP address in its usual notation. Anything else is forbidden. */
export function classOfAddress(address: string): AddressClass {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return 'forbidden';
  if (family === 4) {
    if (metadata4.check(address) || forbidden4.check(address)) return 'forbidden';
    return private4.check(address) ? 'private' : 'public';
  }
  const within = (list: BlockList) => list.check(address, 'ipv6');
  if (within(metadata6) || within(forbidden6)) return 'forbidden';
  if (within(private6)) return 'private';
  return within(global6) ? 'public' : 'forbidden';
}
