import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cpuOf, memoryOf } from './processes.js';

const onLinux = existsSync('/proc') ? describe : describe.skip;

onLinux('the figures of a process', () => {
  let child: ChildProcess;
  /** Fills 200 MiB within 100 ms of CPU time or more, says so, and waits. */
  const program = `
    const memory = Buffer.alloc(200 * 2 ** 20, 1);
    while (process.cpuUsage().user < 100_000);
    process.send(memory.length);
    process.on('message', () => memory);`;

  beforeEach(async () => {
    child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    await once(child, 'message');
  });
  afterEach(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  });

  it('are its own and those of its descendants', () => {
    const pid = child.pid ?? 0;
    const [memory, cpu] = [memoryOf({ parent: process.pid, child: pid }), cpuOf({ child: pid })];
    expect(memory['child']).toBeGreaterThan(200);
    expect(memory['child']).toBeLessThan(400);
    expect(memory['parent']).toBeGreaterThan(memory['child'] ?? Infinity);
    expect(cpu['child']).toBeGreaterThanOrEqual(90);
  });

  it('are left out when it is down', () => {
    expect([memoryOf({ down: 0 }), cpuOf({ down: 0 })]).toEqual([{}, {}]);
  });
});
