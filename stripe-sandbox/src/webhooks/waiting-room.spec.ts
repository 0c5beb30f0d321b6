import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WaitingRoom } from './waiting-room.js';

describe('the waiting room', () => {
  let gone: string[];
  let room: WaitingRoom<string>;
  beforeEach(() => {
    jest.useFakeTimers();
    gone = [];
    room = new WaitingRoom((item) => gone.push(item));
  });
  afterEach(() => void jest.useRealTimers());

  it('lets go at its time', () => {
    room.wait('late', 20);
    room.wait('early', 10);
    jest.advanceTimersByTime(10);
    expect(gone).toEqual(['early']);
    jest.advanceTimersByTime(10);
    expect(gone).toEqual(['early', 'late']);
  });

  it('lets exactly as many go ahead as it was told', () => {
    room.hold('polite', 2);
    room.letPass();
    jest.advanceTimersByTime(0);
    expect(gone).toEqual([]);
    room.letPass();
    jest.advanceTimersByTime(0);
    expect(gone).toEqual(['polite']);
  });

  it('holds nobody back for ever when no others come', () => {
    room.hold('polite', 5);
    jest.advanceTimersByTime(1000);
    expect(gone).toEqual(['polite']);
  });

  it('lets everybody go once', () => {
    room.hold('polite', 1);
    room.release('polite');
    room.letPass();
    jest.advanceTimersByTime(2000);
    expect(gone).toEqual(['polite']);
  });
});
