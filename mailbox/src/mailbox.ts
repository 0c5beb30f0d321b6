import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Config } from './config.js';
import { FaultInjector } from './faults/fault-injector.js';
import { buildServer } from './http/server.js';
import { type Message, readMessage } from './messages/message.js';
import { type MessageFilter, MessageStore } from './messages/message-store.js';
import { MailReceiver } from './smtp/smtp-server.js';

/** A running mailbox. */
export interface RunningMailbox {
  /** Where the page and the JSON API answer, e.g. `http://127.0.0.1:3008`. */
  url: string;
  /** Where mails are accepted, e.g. `smtp://127.0.0.1:1025`; with the credentials, if there are any. */
  smtpUrl: string;
  /** The messages, newest first. */
  messages(filter?: MessageFilter): Promise<Message[]>;
  /** Ends all connections. Safe to call twice. */
  close(): Promise<void>;
}

/** Listens for mails and for requests. Messages are kept in memory and lost at the end. */
export async function runMailbox(config: Config): Promise<RunningMailbox> {
  const log = pino({ level: config.logLevel, base: { service: 'mailbox' } }, logOutput());
  const store = new MessageStore(config);
  const faults = new FaultInjector(config.faults);
  const receiver = new MailReceiver(config, store, faults, log);
  const app = buildServer({ store, faults, log });
  const smtpPort = await receiver.listen();
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await receiver.close();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const { user, password } = config.credentials ?? {};
  const login = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@` : '';
  const url = `http://${host}:${port}`;
  log.info({ url, smtpUrl: `smtp://${host}:${smtpPort}` }, 'mailbox listening');
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([receiver.close(), app.close()]);
    log.info('mailbox stopped');
  };
  return {
    url,
    smtpUrl: `smtp://${login}${host}:${smtpPort}`,
    messages: async (filter) => Promise.all(store.list(filter).map(readMessage)),
    close: () => (closing ??= close()),
  };
}

/**
 * Never blocks and never throws: on a full disk or pipe up to 256 KiB wait for the next line, and
 * further lines are lost.
 */
function logOutput() {
  const output = pino.destination({ dest: 1, sync: true, maxLength: 262_144, retryEAGAIN: () => false });
  return output.on('error', () => undefined);
}
