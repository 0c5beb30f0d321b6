import { Injectable } from '@nestjs/common';
import type { InsightsStatus } from '@orderwire/contracts';
import { ReadFreshnessUseCase } from '../dashboard/read-freshness.use-case.js';
import { type Building, GenerationRepository } from './generation.repository.js';
import { nothingRead, rebuiltFacts } from './rebuilt-facts.js';
import { StatusRepository } from './status.repository.js';

/** Reads how old the read models are, what they count, and how far a rebuild is. */
@Injectable()
export class GetInsightsStatusUseCase {
  constructor(
    private readonly freshness: ReadFreshnessUseCase,
    private readonly generations: GenerationRepository,
    private readonly status: StatusRepository,
  ) {}

  async execute(): Promise<InsightsStatus> {
    const building = await this.generations.building();
    const { generation, count } = await this.status.totals();
    return {
      generation,
      freshness: await this.freshness.execute(),
      ...{ orders: count('placed'), paidOrders: count('paid') },
      ...{ refunds: count('refunded'), disputes: count('disputed') },
      rebuild: building ? progressOf(building) : null,
    };
  }
}

const progressOf = ({ id, startedAt, positions }: Building): InsightsStatus['rebuild'] => ({
  generation: id,
  startedAt: startedAt.toISOString(),
  subjects: rebuiltFacts.map(({ contract: { subject } }) => {
    const { facts, complete } = positions[subject] ?? nothingRead;
    return { subject, facts, complete };
  }),
});
