import { request } from 'node:http';
import { readState, type SystemState } from '@orderwire/launcher/system';
import { readEndToEndEnvironment } from '../../src/config.js';
import type { ProcessControl } from './operations.js';

/** A spec file's turn on the shared system. */
export interface Turn {
  dataDir: string;
  end(): void;
}

/**
 * Starts the shared system unless it runs. Resolves when no other spec file uses it, which the next
 * one does after `end`.
 */
export function useShared(): Promise<Turn> {
  return new Promise((resolve, reject) => {
    const call = request(`${host()}/use`, { method: 'POST' }, (response) => {
      response.setEncoding('utf8').once('data', (text: string) => {
        if (response.statusCode === 200) resolve({ dataDir: text.trim(), end: () => call.destroy() });
        else reject(new Error(text));
      });
      response.on('error', () => undefined); // the turn was ended
    });
    call.on('error', reject).end();
  });
}

/** The processes belong to the jest run, which is controlled over HTTP. */
export const sharedControl: ProcessControl = {
  kill: (name, signal = 'SIGKILL') => control('kill', { name, signal }),
  stop: (name) => control('stop', { name }),
  start: (name) => control('start', { name }),
};

export function stateIn(dataDir: string): SystemState {
  const state = dataDir ? readState(dataDir) : undefined;
  if (!state) throw new Error('The system runs from beforeAll on.');
  return state;
}

async function control(action: string, parameters: Record<string, string>): Promise<void> {
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(`${host()}/${action}?${query}`, { method: 'POST' });
  const body = await response.text();
  if (!response.ok) throw new Error(body);
}

function host(): string {
  const { sharedSystem } = readEndToEndEnvironment();
  if (sharedSystem) return sharedSystem;
  throw new Error('Run the end-to-end tests with jest.e2e.config.mjs: its setup provides the shared system.');
}
