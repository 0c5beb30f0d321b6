import { type Config, readConfig } from './config.js';
import { runMailbox, type RunningMailbox } from './mailbox.js';

export type { FaultRule, FaultSettings } from './faults/settings.js';
export type { Message } from './messages/message.js';
export type { MessageFilter } from './messages/message-store.js';
export type { RunningMailbox } from './mailbox.js';

/** Starts a mailbox in this process, for tests. Defaults: any free ports, no log. */
export async function startMailbox(options: Partial<Config> = {}): Promise<RunningMailbox> {
  const defaults = readConfig({ PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'silent' });
  return runMailbox({ ...defaults, ...options });
}
