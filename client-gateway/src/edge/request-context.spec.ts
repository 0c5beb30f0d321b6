import { describe, expect, it } from '@jest/globals';
import { InvalidMessage } from '@orderwire/contracts';
import fc from 'fast-check';
import { readContext } from './request-context.js';

const read = (headers: Record<string, string>) => readContext({ ip: '10.0.0.1', id: 'c-1', headers }, 42);

describe('the context of a request', () => {
  it('is a guest with a deadline by default', () => {
    expect(read({})).toEqual({
      correlationId: 'c-1',
      actor: { role: 'guest', id: null },
      deadline: 42,
      origin: { ip: '10.0.0.1' },
    });
  });

  it('accepts exactly the Idempotency-Keys of 1 to 255 printable ASCII characters', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (key) => {
        const fits = key.length >= 1 && key.length <= 255 && [...key].every((c) => c >= ' ' && c <= '~');
        if (fits) expect(read({ 'idempotency-key': key }).idempotencyKey).toBe(key);
        else expect(() => read({ 'idempotency-key': key })).toThrow(InvalidMessage().message);
      }),
    );
  });

  it('drops a malformed trace context', () => {
    const good = `00-${'0af7651916cd43dd8448eb211c80319c'}-00f067aa0ba902b7-01`;
    expect(read({ traceparent: good }).traceParent).toBe(good);
    expect(read({ traceparent: `${good}\r\nx: y` })).not.toHaveProperty('traceParent');
  });
});
