import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLogger } from '../log/logger.js';
import { linkNats } from './nats-connection.js';

let silent: Server;
const accepted: Socket[] = [];
beforeEach(async () => {
  silent = createServer((socket) => void accepted.push(socket.on('error', () => undefined)));
  await once(silent.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  for (const socket of accepted.splice(0)) socket.destroy();
  silent.close();
});
const link = () => {
  const url = `nats://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  return linkNats('orders-ms', [url], createLogger('orders-ms', 'silent'));
};

function completeHandshake(socket: Socket): void {
  socket.write(
    'INFO {"server_id":"x","version":"2.11.0","proto":1,"max_payload":1048576,"headers":true}\r\n',
  );
  socket.on('data', (sent) => void (sent.includes('PING') && socket.write('PONG\r\n')));
}

describe('the first connection to NATS', () => {
  const isSettled = (promise: Promise<void>): Promise<boolean> =>
    Promise.race([
      promise.then(
        () => true,
        () => true,
      ),
      new Promise<boolean>((resolve) => setImmediate(resolve, false)),
    ]);

  it('is unavailable while the server accepts connections and says nothing', async () => {
    const hanging = link();
    await hanging.unavailable;
    expect(await isSettled(hanging.connected)).toBe(false);
    await hanging.close();
  });

  it('that is closed while it is made ends without an error, and is not kept when it succeeds later', async () => {
    const closing = link();
    const [socket] = (await once(silent, 'connection')) as [Socket];
    await closing.close();
    completeHandshake(socket);
    await once(socket, 'close');
    expect(await isSettled(closing.connected)).toBe(false);
    expect(closing.isConnected()).toBe(false);
  });
});

describe('what NATS denies', () => {
  it('is known by operation and subject, except for a late reply, which says nothing about the rights', async () => {
    const denied = link();
    const [socket] = (await once(silent, 'connection')) as [Socket];
    completeHandshake(socket);
    await denied.connected;
    for (const reason of [
      'Publish to "_INBOX.shipping-ms.a.b"',
      'Publish to "order.paid"',
      'Subscription to "orders.get"',
    ])
      socket.write(`-ERR 'Permissions Violation for ${reason}'\r\n`);
    while (!denied.denials.has('subscription orders.get')) await nextTurn();
    expect([...denied.denials.keys()]).toEqual(['publish order.paid', 'subscription orders.get']);
    await denied.close();
  });
});
