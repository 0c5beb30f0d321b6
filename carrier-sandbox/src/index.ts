import { type Config, readConfig } from './config.js';
import { runCarrier, type RunningCarrier } from './sandbox.js';

export type { FaultRule, FaultSettings } from './faults/settings.js';
export type { TrackerState } from './store/records.js';
export type { RunningCarrier } from './sandbox.js';

/** Starts a carrier sandbox in this process, for tests. Defaults: any free port, memory only, no log. */
export async function startCarrier(options: Partial<Config> = {}): Promise<RunningCarrier> {
  const defaults = readConfig({ PORT: '0', LOG_LEVEL: 'silent', WEBHOOK_RETRY_BASE_MS: '50' });
  return runCarrier({ ...defaults, refundAfterMs: 20, ...options });
}
