import { describe, expect, it } from '@jest/globals';
import type { StoredMessage } from './message.js';
import { MessageStore } from './message-store.js';

const message = (id: string, size: number): StoredMessage => ({
  ...{ id, size, raw: Buffer.alloc(0), receivedAt: '2026-11-29T12:00:00.000Z', headers: {} },
  ...{ messageId: '', from: 'a@example.com', to: ['b@example.com'], returnPath: '', subject: id },
});
const ids = (store: MessageStore): string[] => store.list().map(({ id }) => id);

describe('the message store', () => {
  it('drops as many of the oldest as a large message needs', () => {
    const store = new MessageStore({ maxMessages: 10, maxTotalBytes: 100 });
    for (const id of ['1', '2', '3']) store.add(message(id, 30));
    store.add(message('4', 70));
    expect(ids(store)).toEqual(['4', '3']);
  });

  it('has room again after it was cleared', () => {
    const store = new MessageStore({ maxMessages: 10, maxTotalBytes: 100 });
    store.add(message('1', 100));
    store.clear();
    store.add(message('2', 50));
    store.add(message('3', 50));
    expect(ids(store)).toEqual(['3', '2']);
  });
});
