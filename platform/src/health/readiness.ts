import type { Database } from '../database/database.js';
import type { Logger } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import type { RpcClient } from '../rpc/rpc-client.js';

const PROBE_MS = 1_000;

/** A report answers all requests of this time: probes of strangers cost no query and no message. */
const REPORT_MS = 1_000;

/** Each part by name: "ok" or the reason why it is not ready. */
export interface ReadinessReport {
  status: 'ready' | 'not_ready';
  parts: Record<string, string>;
  /** What operators should correct, by name. It does not stop the process from serving requests. */
  warnings?: Record<string, string>;
}

/**
 * Whether this process can serve requests. Probes its own subjects (a subscription that NATS does
 * not permit fails silently), its database, and NATS.
 */
export class Readiness {
  private draining = false;
  private latest: Promise<ReadinessReport> | undefined;
  private logged = 'ready';
  private subjects: () => string[] = () => [];
  private warnings: () => Record<string, string> = () => ({});

  constructor(
    private readonly nats: NatsLink,
    private readonly rpc: RpcClient,
    private readonly database: Database | undefined,
    private readonly log: Logger,
  ) {}

  /** Sets the subjects that the report probes. */
  checkSubjects(subjects: () => string[]): void {
    this.subjects = subjects;
  }

  /** Sets the source of the report's warnings. */
  warnWith(warnings: () => Record<string, string>): void {
    this.warnings = warnings;
  }

  /** Reports "not ready" from now on, so that no new work arrives. */
  drain(): void {
    this.draining = true;
    this.latest = undefined;
  }

  /** At most a second old. Logs each change, with the reasons. */
  report(): Promise<ReadinessReport> {
    if (this.latest) return this.latest;
    const latest = this.check().then((report) => {
      setTimeout(() => this.latest === latest && (this.latest = undefined), REPORT_MS).unref();
      this.logChange(report);
      return report;
    });
    this.latest = latest;
    return latest;
  }

  private logChange({ status, parts }: ReadinessReport): void {
    if (status === this.logged) return;
    this.logged = status;
    const reasons = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== 'ok'));
    if (status === 'ready') this.log.info('the service is ready again');
    else this.log.warn({ reasons }, 'the service is not ready');
  }

  private async check(): Promise<ReadinessReport> {
    const parts: Record<string, string> = {};
    if (this.draining) parts['process'] = 'is shutting down';
    const [nats, database, ...subjects] = await Promise.all([
      this.checkNats(),
      this.database ? this.resultOf(this.database.ping()) : undefined,
      ...this.subjects().map(async (subject) => [subject, await this.checkSubject(subject)] as const),
    ]);
    parts['nats'] = nats;
    if (database) parts['database'] = database;
    for (const [subject, result] of subjects) parts[`subject ${subject}`] = result;
    for (const [denied, message] of this.nats.denials) parts[`permission ${denied}`] = message;
    const ready = Object.values(parts).every((part) => part === 'ok');
    const warnings = this.warnings();
    return {
      status: ready ? 'ready' : 'not_ready',
      parts,
      ...(Object.keys(warnings).length > 0 && { warnings }),
    };
  }

  private async checkNats(): Promise<string> {
    const { connection } = this.nats;
    return connection.isClosed() ? 'connection is closed' : this.resultOf(connection.flush());
  }

  private async checkSubject(subject: string): Promise<string> {
    return (await this.rpc.probe(subject, PROBE_MS)) ? 'ok' : 'no responder';
  }

  private async resultOf(answer: Promise<unknown>): Promise<string> {
    const timeout = new Promise<string>((resolve) => setTimeout(resolve, PROBE_MS, 'timeout').unref());
    return Promise.race([
      answer.then(
        () => 'ok',
        (error: unknown) => (error instanceof Error ? error.message || error.name : 'failed'),
      ),
      timeout,
    ]);
  }
}
