import { setTimeout as sleep } from 'node:timers/promises';
import { ownerOf } from './process-register.js';
import { filesIn, readState, type SystemState } from './state-file.js';

/**
 * What becomes of the launcher that holds this data folder, for whoever wanted to start a system there: where its system
 * is, once it is up; `gone`, when it has ended; `busy`, when neither came in time or `signal` ended the waiting.
 */
export async function awaitOther(
  dataDir: string,
  signal: AbortSignal,
  patienceMs = 60_000,
): Promise<SystemState | 'gone' | 'busy'> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline && !signal.aborted;) {
    if (!ownerOf(filesIn(dataDir).register)) return 'gone';
    const state = readState(dataDir);
    if (state) return state;
    await sleep(100, undefined, { signal }).catch(() => undefined);
  }
  return 'busy';
}
