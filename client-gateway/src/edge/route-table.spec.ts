import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { RouteTable } from './route-table.js';

describe('RouteTable', () => {
  const server = fastify();
  const table = new RouteTable(server);
  server.get('/orders', async () => ({}));
  server.post('/orders', async () => ({}));
  server.patch('/orders/:orderId/status', async () => ({}));

  it.each([
    ['/orders', ['GET', 'HEAD', 'POST']],
    ['/orders/', ['GET', 'HEAD', 'POST']],
    ['/orders/42/status', ['PATCH']],
    ['/orders/42', []],
    ['/orders//status', []],
    ['/ordersX', []],
  ])('knows the methods of %s', (path, methods) => {
    expect(table.methodsOf(path)).toEqual(methods);
  });
});
