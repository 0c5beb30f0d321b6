import { expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { PortAllocator } from '../src/ports.js';

it('allocates the next free port when the preferred one is taken', async () => {
  // A free port outside the range that the system assigns by itself.
  const taken = await new PortAllocator().allocate();
  const holder = createServer().listen(taken, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  expect(await new PortAllocator().allocate(taken)).toBeGreaterThan(taken);
  await new Promise((resolve) => holder.close(resolve));
  expect(await new PortAllocator().allocate(taken)).toBe(taken);
});

it('allocates each port once', async () => {
  const ports = new PortAllocator();
  const first = await ports.allocate();
  expect(await ports.allocate(first)).not.toBe(first);
});
