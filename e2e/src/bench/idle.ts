import { setTimeout as sleep } from 'node:timers/promises';
import { addedPer, totalOf } from './measurements.js';
import { cpuOf, type Processes } from './processes.js';

/** What the system uses while no request is in flight. */
export interface Idle {
  /** Of the measurement. */
  seconds: number;
  /** CPU milliseconds per second, by process: 10 are 1 % of a processor. */
  cpuMs: Record<string, number>;
  cpuMsTotal: number;
  /** False when the system still used less from second to second after the longest wait. */
  isSettled: boolean;
}

/**
 * Jobs that run every 5 seconds, as that of the outbox relay, run twice in this time. Linux counts CPU
 * time in ticks of 10 ms, so a figure is exact to 1 ms per second and process.
 */
const SECONDS = 10;

/**
 * Measures processes for 10 seconds, at most `seconds`, once they have settled. Null where /proc is
 * missing.
 */
export async function measureIdle(
  processes: Processes,
  seconds: number,
  { readingSeconds = 1 } = {},
): Promise<Idle | null> {
  if (Object.keys(cpuOf(processes)).length === 0) return null;
  const isSettled = await settles(async () => totalOf(await cpuPerSecond(processes, readingSeconds)));
  const measured = Math.min(SECONDS, seconds);
  const cpuMs = await cpuPerSecond(processes, measured);
  return { seconds: measured, cpuMs, cpuMsTotal: totalOf(cpuMs), isSettled };
}

async function cpuPerSecond(processes: Processes, seconds: number): Promise<Record<string, number>> {
  const [before, begin] = [cpuOf(processes), performance.now()];
  await sleep(seconds * 1_000);
  // A busy machine wakes this process late.
  return addedPer((performance.now() - begin) / 1_000, before, cpuOf(processes));
}

/** As many seconds as pass between runs of those jobs. */
const READINGS_AT_END = 5;
/** Bounds the wait, in case that others use the system. */
const MAX_READINGS = 30;

/**
 * Reads until values no longer fall: five in a row are not below the least one before. A threshold
 * would depend on the machine. False after 30 readings.
 */
export async function settles(read: () => Promise<number>): Promise<boolean> {
  let [least, notBelow] = [Infinity, 0];
  for (let reading = 0; reading < MAX_READINGS && notBelow < READINGS_AT_END; reading++) {
    const value = await read();
    notBelow = value < least ? 0 : notBelow + 1;
    least = Math.min(least, value);
  }
  return notBelow >= READINGS_AT_END;
}
