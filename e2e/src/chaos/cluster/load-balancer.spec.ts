import { describe, expect, it } from '@jest/globals';
import { HttpReply, RequestFailed, type Transport } from '@orderwire/test-kit/shop-client';
import { LoadBalancer } from './load-balancer.js';

const [one, two] = ['http://127.0.0.1:1', 'http://127.0.0.1:2'];
const request = (url: string): Parameters<Transport>[0] => ({
  method: 'GET',
  url,
  headers: {},
  body: undefined,
});

/** A balancer over two gateways that answer with their URL, unless `failures` has a message for it. */
function balanced(failures: Record<string, string> = {}) {
  const balancer = new LoadBalancer([one, two]);
  const sent: string[] = [];
  const transport = balancer.balance(async ({ url }) => {
    sent.push(url);
    const failure = failures[new URL(url).origin];
    if (failure) throw new RequestFailed(`${url} is not reachable: ${failure}`);
    return new HttpReply(url.endsWith('/busy') ? 503 : 200, '{}', () => new Headers(), url);
  });
  return { balancer, sent, get: (path: string, from = one) => transport(request(from + path)) };
}

describe('the load balancer of a cluster run', () => {
  it('sends requests to the gateways in turn, and others to their own server', async () => {
    const { get, sent, balancer } = balanced();
    for (const path of ['/a', '/b']) await get(path);
    await get('/c', 'http://127.0.0.1:3');
    expect(sent).toEqual([`${one}/a`, `${two}/b`, 'http://127.0.0.1:3/c']);
    expect(balancer.attempts).toHaveLength(2);
  });

  it('sends a request whose connection was refused to the other one, and none more for a while', async () => {
    const { get, sent } = balanced({ [one]: 'connect ECONNREFUSED 127.0.0.1:1' });
    await get('/a');
    await get('/b');
    expect(sent).toEqual([`${one}/a`, `${two}/a`, `${two}/b`]);
  });

  it('sends no request twice that may have arrived', async () => {
    const { get, sent, balancer } = balanced({ [one]: 'other side closed' });
    await expect(get('/a')).rejects.toThrow('other side closed');
    expect(sent).toEqual([`${one}/a`]);
    expect(balancer.attempts).toMatchObject([{ repeated: 'no reply: other side closed' }]);
  });

  it('sends nothing to a gateway that is drained, until it is restored', async () => {
    const { get, sent, balancer } = balanced();
    await balancer.drain(0);
    for (const path of ['/a', '/b']) await get(path);
    balancer.restore(0);
    for (const path of ['/c', '/d']) await get(path);
    expect(sent.slice(0, 2)).toEqual([`${two}/a`, `${two}/b`]);
    expect(sent.slice(2).map((url) => new URL(url).origin)).toEqual(expect.arrayContaining([one, two]));
  });

  it('records which replies the client repeats', async () => {
    const { get, balancer } = balanced();
    for (const path of ['/busy', '/a']) await get(path);
    expect(balancer.attempts.map(({ repeated }) => repeated)).toEqual(['503', undefined]);
  });
});
