import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { runInContext } from '../context/context.js';
import { createLogger, type Logger, LogOutput, NestLogger } from './logger.js';

describe('the log', () => {
  let lines: string[];
  let log: Logger;

  beforeEach(() => {
    lines = [];
    log = createLogger('orders-ms', 'info', { write: (line) => void lines.push(line) });
  });

  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

  it('carries the correlation id of the current context', () => {
    runInContext({ correlationId: 'c-1', actor: { role: 'guest', id: null } }, () => log.info('hello'));
    expect(last()).toMatchObject({ service: 'orders-ms', level: 'info', correlationId: 'c-1', msg: 'hello' });
  });

  it('redacts secrets by name', () => {
    log.info(
      {
        password: 'hunter2',
        headers: { authorization: 'Bearer abc', cookie: 'sid=1' },
        body: { token: 't0k' },
      },
      'x',
    );
    expect(lines.join('')).not.toMatch(/hunter2|Bearer abc|sid=1|t0k/);
  });

  it('leaves out what a driver attaches to its errors', () => {
    const error = Object.assign(new Error('connection lost'), {
      code: '57P01',
      client: { password: 'hunter2' },
      detail: 'Key (email)=(a@b.c)',
    });
    log.error({ err: error }, 'x');
    expect(last()['err']).toMatchObject({ message: 'connection lost', code: '57P01' });
    expect(lines.join('')).not.toMatch(/hunter2|a@b\.c/);
  });

  it("leaves the reason of a failed start to main's one line, and logs all other errors of Nest", () => {
    new NestLogger(log).error(new Error('no password'), undefined, 'ExceptionHandler');
    expect(lines).toEqual([]);
    new NestLogger(log).error(new Error('a bug'), undefined, 'ExceptionsHandler');
    expect(last()).toMatchObject({ level: 'error', err: { message: 'a bug' } });
  });
});

describe('the output of the log', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** A file with room for `room` bytes; a write takes what fits and then fails. */
  const disk = { room: 0, code: 'ENOSPC', content: '' };
  const write = (_fd: number, bytes: Buffer): number => {
    const fitting = bytes.subarray(0, disk.room);
    if (fitting.length === 0) throw Object.assign(new Error('write'), { code: disk.code });
    disk.content += fitting.toString();
    disk.room -= fitting.length;
    return fitting.length;
  };
  beforeEach(() => void Object.assign(disk, { room: 0, code: 'ENOSPC', content: '' }));

  it.each(['ENOSPC', 'EAGAIN'])('keeps whole lines through %s, in order, and says so', (code) => {
    const output = new LogOutput(1, write);
    Object.assign(disk, { room: 4, code });
    for (const line of ['first\n', 'second\n', 'third\n']) output.write(line);
    expect([disk.content, output.warning]).toEqual(['firs', expect.stringContaining(code)]);
    jest.advanceTimersByTime(1_000);
    disk.room = 1_000;
    jest.advanceTimersByTime(1_000);
    output.write('fourth\n');
    expect([disk.content, output.warning]).toEqual(['first\nsecond\nthird\nfourth\n', undefined]);
  });

  it('counts the lines that a full disk loses, and logs their number afterwards', () => {
    const output = new LogOutput(1, write);
    for (let line = 0; line < 1_000; line++) output.write(`${'x'.repeat(999)}\n`);
    disk.room = 10_000_000;
    jest.advanceTimersByTime(1_000);
    const lines = disk.content.trimEnd().split('\n');
    const { lost, reason } = JSON.parse(lines.at(-1) ?? '') as { lost: number; reason: string };
    expect([lost + lines.length - 1, reason]).toEqual([1_000, 'ENOSPC']);
    expect([output.lost, output.warning]).toEqual([lost, undefined]);
  });

  it('counts the lines that waited when the reader of a pipe went away, and keeps none', () => {
    const output = new LogOutput(1, write);
    Object.assign(disk, { room: 4, code: 'EAGAIN' });
    for (const line of ['first\n', 'second\n', 'third\n']) output.write(line);
    disk.code = 'EPIPE';
    jest.advanceTimersByTime(1_000);
    output.write('fourth\n');
    expect([output.lost, output['waiting'].length, jest.getTimerCount()]).toEqual([4, 0, 0]);
  });

  it('goes on without the reader of a pipe', () => {
    Object.assign(disk, { code: 'EPIPE' });
    const output = new LogOutput(1, write);
    for (let line = 0; line < 1_000; line++) output.write(`${'x'.repeat(999)}\n`);
    expect([output.lost, jest.getTimerCount()]).toEqual([1_000, 0]);
  });
});
