import type { Database } from '../database/database.js';
import { type Logger, stdout } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import type { RpcClient } from '../rpc/rpc-client.js';

const PROBE_MS = 1_000;
/** How long a good result of the check of the statements is used. */
const STATEMENTS_MS = 60_000;

/** A report answers all requests of this time: probes of strangers cost no query and no message. */
const REPORT_MS = 1_000;

/** Each part by name: "ok" or the reason why it is not ready. */
export interface ReadinessReport {
  status: 'ready' | 'not_ready';
  parts: Record<string, string>;
  /** What operators should correct, by name. It does not stop the process from serving requests. */
  warnings?: Record<string, string>;
}

/** What a process serves over NATS. */
interface ServedSubjects {
  readonly subjects: string[];
  /** Only this process answers it. */
  readonly probeSubject: string;
  isSubscribed(subject: string): boolean;
}

/**
 * Whether this process can serve requests: NATS, a subject of its own (a subject that it shares with
 * other replicas would tell about them), its subscriptions, its database, and whether the database
 * has the tables, columns and rights that its statements need.
 */
export class Readiness {
  private draining = false;
  private latest: Promise<ReadinessReport> | undefined;
  private logged = 'ready';
  private served: ServedSubjects | undefined;
  private statements = { result: '', at: 0 };
  private planning: Promise<string> | undefined;
  private readonly checks = new Map<string, () => void>();
  private readonly warnings: (() => Record<string, string>)[] = [
    (): Record<string, string> => (stdout.warning ? { log: stdout.warning } : {}),
  ];

  constructor(
    private readonly nats: NatsLink,
    private readonly rpc: RpcClient,
    private readonly database: Database | undefined,
    private readonly log: Logger,
  ) {}

  /** Sets the subjects that the report checks. */
  checkSubjects(served: ServedSubjects): void {
    this.served = served;
  }

  /** Adds a part of the report. `check` throws the reason why the process is not ready. */
  addCheck(name: string, check: () => void): void {
    this.checks.set(name, check);
  }

  /** Adds a source of the report's warnings. */
  warnWith(warnings: () => Record<string, string>): void {
    this.warnings.push(warnings);
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
    const [nats, database, statements, responds] = await Promise.all([
      this.checkNats(),
      this.database && this.resultOf(this.database.ping()),
      this.database && this.checkStatements(this.database),
      this.served?.subjects.length ? this.rpc.probe(this.served.probeSubject, PROBE_MS) : true,
    ]);
    parts['nats'] = nats;
    if (database) parts['database'] = database;
    for (const [name, check] of this.checks) parts[name] = await this.resultOf(Promise.resolve().then(check));
    // The reason is the database itself.
    if (statements && database === 'ok') parts['statements'] = statements;
    for (const subject of this.served?.subjects ?? [])
      parts[`subject ${subject}`] = !this.served?.isSubscribed(subject)
        ? 'is not subscribed'
        : responds
          ? 'ok'
          : 'no response';
    for (const [denied, message] of this.nats.denials) parts[`permission ${denied}`] = message;
    const ready = Object.values(parts).every((part) => part === 'ok');
    const warnings = Object.fromEntries(this.warnings.flatMap((source) => Object.entries(source())));
    return {
      status: ready ? 'ready' : 'not_ready',
      parts,
      ...(Object.keys(warnings).length > 0 && { warnings }),
    };
  }

  private async checkNats(): Promise<string> {
    return this.nats.isConnected() ? this.resultOf(this.nats.connection.flush()) : 'is not connected';
  }

  /**
   * A good result is renewed in the background, since a locked table delays the check: only what
   * PostgreSQL refuses replaces it.
   */
  private async checkStatements(database: Database): Promise<string> {
    const { result, at } = this.statements;
    if (result !== 'ok' || performance.now() - at > STATEMENTS_MS)
      this.planning ??= this.planStatements(database).finally(() => (this.planning = undefined));
    if (result === 'ok' || !this.planning) return result;
    const waited = await this.resultOf(this.planning);
    return waited === 'ok' ? this.statements.result : waited;
  }

  /** Never throws: an unavailable database says nothing about its tables. */
  private async planStatements(database: Database): Promise<string> {
    const { result } = this.statements;
    try {
      const refused = await database.refusedStatements();
      const [first] = refused;
      const more = refused.length > 1 ? ` (and ${refused.length - 1} more)` : '';
      const remedy = 'apply the migrations with orderwire-migrate, or grant the role its rights';
      this.statements = { result: first ? `${first}${more}: ${remedy}` : 'ok', at: performance.now() };
    } catch (error) {
      if (result !== 'ok') this.statements = { result: (error as Error).message, at: 0 };
    }
    return this.statements.result;
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
