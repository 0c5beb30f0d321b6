import { expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { Ports } from '../src/ports.js';

it('gives the next free port and says so when the wished one is taken', async () => {
  // A port that nobody else is given by chance once the holder has left it.
  const { port: taken } = await new Ports().choose();
  const holder = createServer().listen(taken, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const chosen = await new Ports().choose(taken);
  expect(chosen.wished).toBe(taken);
  expect(chosen.port).not.toBe(taken);
  await new Promise((resolve) => holder.close(resolve));
  expect(await new Ports().choose(taken)).toEqual({ port: taken });
});

it('gives no port twice', async () => {
  const ports = new Ports();
  const first = await ports.choose();
  expect((await ports.choose(first.port)).port).not.toBe(first.port);
});
