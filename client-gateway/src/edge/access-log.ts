import { BlockList, isIPv6 } from 'node:net';
import type { Logger } from '@orderwire/platform';
import type { FastifyInstance } from 'fastify';

/**
 * Logs one line per request, without body, query or headers. Health probes are logged at `debug`.
 */
export function addAccessLog(fastify: FastifyInstance, log: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? null;
    const level = route?.startsWith('/health') ? 'debug' : 'info';
    log[level](
      {
        method: request.method,
        route,
        path: pathOf(request.url),
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 100) / 100,
        correlationId: request.id,
      },
      'request',
    );
    done();
  });
}

const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  privateNetworks.addSubnet(network, prefix, 'ipv4');
privateNetworks.addAddress('::1', 'ipv6');
privateNetworks.addSubnet('fc00::', 7, 'ipv6');
privateNetworks.addSubnet('fe80::', 10, 'ipv6');

/**
 * Warns once when a proxy on a private address forwards requests and TRUST_PROXY does not list it:
 * all its clients then share one rate limit. `npm run doctor` looks for the message in the log.
 */
export function warnOfUnlistedProxy(fastify: FastifyInstance, log: Logger): void {
  let warned = false;
  fastify.addHook('onRequest', (request, _reply, done) => {
    const forwarded = request.headers['x-forwarded-for'];
    if (!warned && forwarded !== undefined) {
      const { remoteAddress = '' } = request.socket;
      // A proxy that checks our health may forward its own address.
      const isUnlisted = request.ip === remoteAddress && !String(forwarded).trim().endsWith(remoteAddress);
      if (isUnlisted && privateNetworks.check(remoteAddress, isIPv6(remoteAddress) ? 'ipv6' : 'ipv4')) {
        warned = true;
        const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/, '');
        log.warn(
          { address, remedy: `if it is your proxy, set TRUST_PROXY=${address}` },
          'X-Forwarded-For from an address that TRUST_PROXY does not list: its clients share one rate limit',
        );
      }
    }
    done();
  });
}

/** The path without its query, at most 200 characters. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return (end === -1 ? url : url.slice(0, end)).slice(0, 200);
}
