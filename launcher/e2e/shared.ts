import { readState, type SystemState } from '../src/system/state-file.js';
import type { Controls } from './operations.js';

/** The data folder of the system that the run's test files share; it is brought up for the first that asks. */
export async function bringUpShared(): Promise<string> {
  return (JSON.parse(await order('up')) as { dataDir: string }).dataDir;
}

/** What its processes can be told to. They belong to the run, so that goes by HTTP. */
export const sharedControls: Controls = {
  kill: async (name, signal = 'SIGKILL') => void (await order('kill', { name, signal })),
  stop: async (name) => void (await order('stop', { name })),
  start: async (name) => void (await order('start', { name })),
};

export function stateIn(dataDir: string): SystemState {
  const state = dataDir ? readState(dataDir) : undefined;
  if (!state) throw new Error('The system is up from beforeAll on, and not before.');
  return state;
}

async function order(verb: string, given: Record<string, string> = {}): Promise<string> {
  const host = process.env.ORDERWIRE_E2E_SHARED;
  if (!host)
    throw new Error('Run the end-to-end tests through jest.e2e.config.mjs: its setup has the shared system.');
  const answer = await fetch(`${host}/${verb}?${new URLSearchParams(given).toString()}`, { method: 'POST' });
  const body = await answer.text();
  if (!answer.ok) throw new Error(body);
  return body;
}
