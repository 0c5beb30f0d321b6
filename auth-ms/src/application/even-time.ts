import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Longer than the work takes on a machine that is not overloaded. */
const EVEN_MS = 250;

/** Answers after the same time, whatever was found. */
@Injectable()
export class EvenTime {
  /** Does the work and answers no sooner than the pause ends: how long it took says nothing about what was found. */
  async answer<T>(work: () => Promise<T>): Promise<T> {
    const [result] = await Promise.allSettled([work(), this.pause()]);
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  async pause(): Promise<void> {
    await sleep(EVEN_MS);
  }
}
