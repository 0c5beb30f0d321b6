import { readState, type SystemState } from '@orderwire/launcher/system';
import type { ProcessControl } from './operations.js';

/** Starts the shared system unless it runs. Resolves with its data folder. */
export async function startShared(): Promise<string> {
  return (JSON.parse(await control('up')) as { dataDir: string }).dataDir;
}

/** The processes belong to the jest run, which is controlled over HTTP. */
export const sharedControl: ProcessControl = {
  kill: async (name, signal = 'SIGKILL') => void (await control('kill', { name, signal })),
  stop: async (name) => void (await control('stop', { name })),
  start: async (name) => void (await control('start', { name })),
};

export function stateIn(dataDir: string): SystemState {
  const state = dataDir ? readState(dataDir) : undefined;
  if (!state) throw new Error('The system runs from beforeAll on.');
  return state;
}

async function control(action: string, parameters: Record<string, string> = {}): Promise<string> {
  const host = process.env.ORDERWIRE_E2E_SHARED;
  if (!host)
    throw new Error(
      'Run the end-to-end tests with jest.e2e.config.mjs: its setup provides the shared system.',
    );
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(`${host}/${action}?${query}`, { method: 'POST' });
  const body = await response.text();
  if (!response.ok) throw new Error(body);
  return body;
}
