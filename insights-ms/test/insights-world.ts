import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import {
  DisputeLost,
  DisputeWon,
  type Fact,
  type FactPage,
  ListFacts,
  type ListFactsRequest,
  OrderRefunded,
  RefundFailed,
  ServiceUnavailable,
} from '@orderwire/contracts';
import { startService } from '@orderwire/platform';
import {
  FakeService,
  openServers,
  type ServiceDefinition,
  ServiceWorld,
  waitUntil,
  WAIT_LIMIT_MS,
} from '@orderwire/test-kit';
import type { InsightsConfig } from '../src/config.js';
import { InsightsModule } from '../src/insights.module.js';
import { RebuildUseCase } from '../src/rebuild/rebuild.use-case.js';
import type { Happened } from './scenario.js';

jest.setTimeout(4 * WAIT_LIMIT_MS);

const definition: ServiceDefinition<InsightsConfig> = {
  name: 'insights-ms',
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start: (config) => startService('insights-ms', InsightsModule.with(config), config),
  // The job runs once at the start. Tests execute its use case.
  config: { REBUILD_INTERVAL_MS: 3_600_000 },
};

/** Facts per page: small, so that a rebuild reads many pages. */
const PAGE = 7;

/** insights-ms with fakes of orders-ms and payments-ms, which know the facts of a scenario. */
export class InsightsWorld extends ServiceWorld<InsightsConfig> {
  private readonly facts = new Map<string, Map<string, Fact>>();
  /** How many pages of facts are still served. */
  pagesLeft = Infinity;
  readonly owners = new FakeService(this.link)
    .serve(ListFacts.orders, (request) => this.page(request))
    .serve(ListFacts.payments, (request) => this.page(request));

  static async create(): Promise<InsightsWorld> {
    const world = new InsightsWorld(await openServers(definition), definition);
    await world.owners.start();
    await world.start();
    await waitUntil(
      () => world.count('generations WHERE built_at IS NOT NULL'),
      (built) => built === 1,
    );
    return world;
  }

  /** The owners know it from now on. A fact tells the latest state. */
  know(...all: readonly Happened[]): void {
    for (const { contract, event, factId } of all) {
      if (factId === null) continue;
      const known = this.factsOf(contract.subject);
      const fact = { id: factId, at: new Date().toISOString(), correlationId: null };
      known.set(factId, { ...fact, event: event as Record<string, unknown> });
      // The report of the failure is the latest of the refund, and the last verdict the only one.
      const refund = this.factsOf(OrderRefunded.subject).get(factId);
      if (contract.subject === RefundFailed.subject && refund)
        refund.event['refundedAt'] = (event as { at: string }).at;
      if (contract.subject === DisputeWon.subject) this.factsOf(DisputeLost.subject).delete(factId);
    }
  }

  /** Publishes events, and waits until all of them are consumed. */
  async consume(...all: readonly Happened[]): Promise<void> {
    const before = await this.count('messaging.inbox');
    await Promise.all(all.map(({ contract, event }) => this.publish(contract, event)));
    await waitUntil(
      () => this.count('messaging.inbox'),
      (count) => count >= before + all.length,
    );
  }

  /** Builds the read models anew, as far as the owners reply. */
  async rebuild(): Promise<boolean> {
    const rebuild = this.get(RebuildUseCase);
    await rebuild.start();
    return rebuild.continue();
  }

  /** Everything that dashboards are read from, in one text: equal texts are equal to the byte. */
  async readModels(): Promise<string> {
    const generation = '(SELECT max(id) FROM generations WHERE built_at IS NOT NULL)';
    const tables = {
      figures: 'unit, currency, at, figure, count, amount',
      delays: 'unit, currency, at, kind, bucket, count',
      product_days: 'currency, day, product_id, units, amount',
      products: 'id, name, named_at, named_by',
      disputes: 'id, currency, amount, opened_at, stage',
      failed_payments: 'id, currency, failed_at',
      orders: `id, currency, placed_at, total_amount, product_ids, units, amounts, paid_at, recorded_at, captured, cancelled_at, expired`,
    };
    const texts: string[] = [];
    for (const [table, columns] of Object.entries(tables)) {
      const counts = ['figures', 'delays'].includes(table) ? 'AND count <> 0' : '';
      const placed = table === 'orders' ? 'AND placed_at IS NOT NULL' : '';
      const rows = await this.rows<{ line: string }>(
        `SELECT (${columns})::text AS line FROM ${table} WHERE generation = ${generation} ${counts} ${placed} ORDER BY 1`,
      );
      texts.push(table, ...rows.map(({ line }) => line));
    }
    return texts.join('\n');
  }

  private factsOf(subject: string): Map<string, Fact> {
    const known = this.facts.get(subject) ?? new Map<string, Fact>();
    this.facts.set(subject, known);
    return known;
  }

  private page({ subject, cursor = '0', ids, minAgeSeconds }: ListFactsRequest): FactPage {
    const known = [...this.factsOf(subject).values()];
    if (ids) return { facts: known.filter(({ id }) => ids.includes(id)), cursor: null, more: false };
    // The search for lost events.
    if (minAgeSeconds !== undefined) return { facts: known, cursor: null, more: false };
    if (this.pagesLeft-- <= 0) throw ServiceUnavailable({ retryAfterMs: 1 });
    const facts = known.slice(Number(cursor), Number(cursor) + PAGE);
    const next = Number(cursor) + facts.length;
    return { facts, cursor: facts.length > 0 ? String(next) : null, more: next < known.length };
  }
}

/** In another order, always the same for the same seed. */
export function shuffled<T>(all: readonly T[], seed = 1): T[] {
  const keyed = all.map((one, index) => ({ one, key: ((index + 1) * 7_919 * (seed + 12)) % 1_009 }));
  return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
}
