import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  SMTPServer,
  type SMTPServerAuthentication,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import type { Config } from '../config.js';
import type { FaultInjector } from '../faults/fault-injector.js';
import type { FaultRule } from '../faults/settings.js';
import { storedMessage } from '../messages/message.js';
import type { MessageStore } from '../messages/message-store.js';

const MAX_CONNECTIONS = 200;
const MAX_RECIPIENTS = 100;
/** Longer than the longest pause of a fault. */
const IDLE_MS = 600_000;

/** What a handler ends with: nothing for 250, otherwise the reply. */
type Refusal = Error & { responseCode: number };

const refusal = (responseCode: number, text: string): Refusal =>
  Object.assign(new Error(text), { responseCode });

/** Accepts every mail, unless a fault refuses it, and sends none. */
export class MailReceiver {
  private readonly server: SMTPServer;
  private readonly sockets = new Set<Socket>();
  /** Bytes of the messages that are being received. */
  private receiving = 0;

  constructor(
    private readonly config: Config,
    private readonly store: MessageStore,
    private readonly faults: FaultInjector,
    private readonly log: Logger,
  ) {
    const finish = (work: Promise<Refusal | undefined>, done: (error?: Error) => void): void =>
      void work.then(done, (error: unknown) => {
        log.warn({ err: error }, 'message failed');
        done(refusal(451, 'The mailbox failed; its log says more'));
      });
    this.server = new SMTPServer({
      name: 'mailbox',
      banner: 'Orderwire mailbox: no mail leaves this machine',
      disabledCommands: config.credentials ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
      allowInsecureAuth: true,
      authOptional: !config.credentials,
      disableReverseLookup: true,
      maxClients: MAX_CONNECTIONS,
      size: config.maxMessageBytes,
      rejectOversized: true,
      socketTimeout: IDLE_MS,
      onConnect: (session, done) => finish(this.fail(faults.next('connect'), session), done),
      onAuth: (auth, _session, done) =>
        this.accepts(auth)
          ? done(null, { user: auth.username })
          : done(refusal(535, 'Wrong user or password')),
      onRcptTo: ({ address }, session, done) => finish(this.addRecipient(address, session), done),
      onData: (stream, session, done) => finish(this.receive(stream, session), done),
    });
    this.server.on('error', (error) => log.debug({ err: error }, 'connection failed'));
    this.server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** Resolves with the port. */
  async listen(): Promise<number> {
    const { host, smtpPort } = this.config;
    const { server } = this.server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      this.server.listen(smtpPort, host, resolve);
    });
    const address = server.address();
    return typeof address === 'object' && address ? address.port : smtpPort;
  }

  /** Ends all connections, also those that a fault delays. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private accepts({ username, password }: SMTPServerAuthentication): boolean {
    const { credentials } = this.config;
    return username === credentials?.user && password === credentials?.password;
  }

  private async addRecipient(address: string, session: SMTPServerSession): Promise<Refusal | undefined> {
    if (session.envelope.rcptTo.length >= MAX_RECIPIENTS) return refusal(452, 'Too many recipients');
    return this.fail(this.faults.next('rcpt', [address]), session);
  }

  private async receive(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<Refusal | undefined> {
    const raw = await this.read(stream);
    // smtp-server answers with 552 instead when this message alone is too large.
    if (!raw || stream.sizeExceeded) return refusal(452, 'Too many messages at once');
    const { mailFrom, rcptTo } = session.envelope;
    const to = rcptTo.map(({ address }) => address);
    const fault = this.faults.next('data', to);
    const isRefused = Boolean(fault?.code ?? fault?.disconnect);
    if (!isRefused || fault?.stored) {
      const from = mailFrom ? mailFrom.address : '';
      const message = await storedMessage(raw, { from, to }, new Date());
      this.store.add(message);
      this.log.info({ id: message.id, recipients: to.length, bytes: raw.length }, 'message received');
    }
    return this.fail(fault, session);
  }

  /** The whole message. Undefined when it, or all that are being received, are too large. */
  private async read(stream: SMTPServerDataStream): Promise<Buffer | undefined> {
    let chunks: Buffer[] = [];
    let kept = 0;
    let complete = true;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        complete &&= !stream.sizeExceeded && this.receiving + chunk.length <= this.config.maxTotalBytes;
        if (!complete) {
          chunks = [];
          continue;
        }
        chunks.push(chunk);
        kept += chunk.length;
        this.receiving += chunk.length;
      }
      return complete ? Buffer.concat(chunks) : undefined;
    } finally {
      this.receiving -= kept;
    }
  }

  /** Injects a fault: pauses, closes the connection, or returns the reply. */
  private async fail(
    fault: FaultRule | undefined,
    { remoteAddress, remotePort }: SMTPServerSession,
  ): Promise<Refusal | undefined> {
    if (!fault) return undefined;
    const { delayMs, disconnect, code, message = 'Injected by the mailbox' } = fault;
    if (delayMs) await pause(delayMs, undefined, { ref: false });
    if (disconnect) {
      const isPeer = (socket: Socket): boolean =>
        socket.remotePort === remotePort && Boolean(socket.remoteAddress?.endsWith(remoteAddress));
      for (const socket of [...this.sockets].filter(isPeer)) socket.resetAndDestroy();
    }
    return code ? refusal(code, message) : undefined;
  }
}
