import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { ClusterRoutes, TcpProxy } from './cluster-routes.js';

describe('a proxy between two NATS nodes', () => {
  let target: Server;
  let proxy: TcpProxy;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    target = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      socket.on('data', (data) => socket.write(`reply to ${data.toString()}`));
    });
    await once(target.listen(0, '127.0.0.1'), 'listening');
    proxy = await TcpProxy.listen((target.address() as AddressInfo).port);
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    proxy.close();
    target.close();
  });
  const open = () => {
    const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    return socket;
  };
  const reply = async (socket: Socket) => String(((await once(socket, 'data')) as [Buffer])[0]);
  const opened = async () => {
    const socket = open();
    socket.write('one');
    expect(await reply(socket)).toBe('reply to one');
    return socket;
  };
  /** Whether bytes are waiting for the reader. Another connection shows that time has passed. */
  const received = async (socket: Socket) => {
    const other = await TcpProxy.listen((target.address() as AddressInfo).port);
    const probe = connect(other.port, '127.0.0.1');
    probe.write('probe');
    await reply(probe);
    probe.destroy();
    other.close();
    return socket.readableLength > 0;
  };

  it('holds what is sent, and passes it on afterwards', async () => {
    const socket = await opened();
    socket.pause();
    proxy.hold({ requests: true, replies: true });
    socket.write('two');
    expect(await received(socket)).toBe(false);
    proxy.pass();
    socket.resume();
    expect(await reply(socket)).toBe('reply to two');
  });

  it('holds one direction alone', async () => {
    const socket = await opened();
    const [far] = sockets.slice(-1);
    proxy.hold({ requests: true, replies: false });
    far?.write('unasked');
    expect(await reply(socket)).toBe('unasked');
  });

  it('holds new connections as well', async () => {
    proxy.hold({ requests: true, replies: true });
    const socket = open();
    socket.write('one');
    expect(await received(socket)).toBe(false);
    proxy.pass();
    expect(await reply(socket)).toBe('reply to one');
  });

  it('ends connections and refuses new ones, until it passes them again', async () => {
    const socket = await opened();
    proxy.refuse();
    await once(socket, 'close');
    await once(open(), 'close');
    proxy.pass();
    await opened();
  });
});

describe('the routes of a cluster', () => {
  it('lead once from one node of a pair to the other, and never directly', async () => {
    const routes = await ClusterRoutes.open(3);
    const urls = [0, 1, 2].flatMap((node) => routes.from(node));
    expect([0, 1, 2].map((node) => routes.from(node).length)).toEqual([1, 1, 1]);
    expect(new Set(urls).size).toBe(3);
    for (const url of urls) expect(routes.ports).not.toContain(Number(new URL(url).port));
    routes.close();
  });
});
