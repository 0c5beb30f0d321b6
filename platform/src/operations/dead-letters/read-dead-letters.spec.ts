import { describe, expect, it } from '@jest/globals';
import type { Database } from '../../database/database.js';
import { MAX_PAGE_BYTES } from '../../paging/page.js';
import { ReadDeadLetters } from './read-dead-letters.js';

const show = (payload: string) => {
  const row = { id: 'a', died_at: new Date(), resolved_at: null, payload, headers: '{}' };
  const database = { run: async () => [row] } as unknown as Database;
  return new ReadDeadLetters('orders', database).get('a');
};
const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('a dead letter', () => {
  it('is shown with its whole payload', async () => {
    const payload = JSON.stringify({ text: 'x'.repeat(200_000) });
    expect(await show(payload)).toMatchObject({ payload, event: JSON.parse(payload) as object });
  });

  it.each([
    ['an object', JSON.stringify({ text: '商'.repeat(300_000) })],
    ['control characters', '\u0001'.repeat(1_000_000)],
    ['emoji, cut in the middle of one', `x${'😀'.repeat(250_000)}`],
  ])('of a payload that fits into no reply is cut: %s', async (_what, payload) => {
    const letter = await show(payload);
    expect(sizeOf(letter)).toBeLessThanOrEqual(MAX_PAGE_BYTES);
    expect(letter.event).toBeNull();
    expect(payload.startsWith(letter.payload.slice(0, 65_535))).toBe(true);
  });

  it('shows no token of a payload that is cut', async () => {
    const { payload } = await show(JSON.stringify({ token: 'T1', text: 'x'.repeat(600_000) }));
    expect(payload).not.toContain('T1');
  });
});
