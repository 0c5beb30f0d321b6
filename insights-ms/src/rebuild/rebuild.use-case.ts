import { Injectable } from '@nestjs/common';
import { isUnavailable } from '@orderwire/contracts';
import { Database, InjectLogger, type Logger } from '@orderwire/platform';
import { ApplyChangesUseCase } from '../projections/apply-changes.use-case.js';
import { FreshnessRepository } from '../projections/freshness.repository.js';
import { FactsClient } from './facts.client.js';
import { type Building, GenerationRepository } from './generation.repository.js';
import { type FactsRead, nothingRead, type RebuiltFacts, rebuiltFacts } from './rebuilt-facts.js';

/**
 * Fills a new generation with the facts of orders-ms and payments-ms, while events are applied to
 * all generations. Facts and events commute, so it does not matter which of them comes first. How
 * far it got is stored with the changes of each page: any replica continues after a crash.
 */
@Injectable()
export class RebuildUseCase {
  constructor(
    private readonly database: Database,
    private readonly generations: GenerationRepository,
    private readonly freshness: FreshnessRepository,
    private readonly changes: ApplyChangesUseCase,
    private readonly facts: FactsClient,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Starts a rebuild, unless one is in progress. */
  start(): Promise<void> {
    return this.database.transaction(async (tx) => {
      // Changes that are in progress do not know the new generation: it starts after them.
      await this.freshness.lock(tx);
      await this.generations.start(tx);
    });
  }

  /**
   * Reads what is left to read. False when there was nothing to do, another replica does it, or an owner
   * does not reply: then it goes on later.
   */
  async continue(signal?: AbortSignal): Promise<boolean> {
    const building = await this.generations.claim();
    if (!building) return false;
    try {
      for (const facts of rebuiltFacts) await this.readAll(building, facts, signal);
      if (signal?.aborted) return false;
      await this.database.transaction(async (tx) => {
        await this.freshness.lock(tx);
        await this.generations.finish(tx, building.id);
      });
      this.log.info({ generation: building.id }, 'the read models are built');
      return true;
    } catch (err) {
      // An outage is over by itself; any other reason needs a person.
      this.log[isUnavailable(err) ? 'info' : 'error'](
        { err, generation: building.id },
        'the facts cannot be read now; the rebuild goes on later',
      );
      return false;
    } finally {
      await this.generations.release(building.id);
    }
  }

  private async readAll(
    { id, positions }: Building,
    facts: RebuiltFacts,
    signal?: AbortSignal,
  ): Promise<void> {
    const { subject } = facts.contract;
    let position: FactsRead = positions[subject] ?? nothingRead;
    while (!position.complete && !signal?.aborted) {
      const { events, cursor, more } = await this.facts.read(facts, position.cursor);
      const next = {
        cursor: cursor ?? position.cursor,
        facts: position.facts + events.length,
        complete: !more,
      };
      await this.database.transaction(async (tx) => {
        await this.freshness.lock(tx);
        await this.changes.ofFacts(tx, facts.changesOf(events), id);
        await this.generations.advance(tx, id, subject, next);
      });
      position = next;
    }
  }
}
