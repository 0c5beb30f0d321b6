import { beforeEach, describe, expect, it } from '@jest/globals';
import { runInContext } from '../context/context.js';
import { createLogger, type Logger, NestLogger } from './logger.js';

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
