import { Injectable } from '@nestjs/common';
import type { Freshness } from '@orderwire/contracts';
import { FreshnessRepository } from '../projections/freshness.repository.js';

/** Says how old the figures are. */
@Injectable()
export class ReadFreshnessUseCase {
  constructor(private readonly freshness: FreshnessRepository) {}

  async execute(): Promise<Freshness> {
    const { eventAt, lagSeconds, builtAt } = await this.freshness.read();
    return {
      asOf: eventAt?.toISOString() ?? null,
      lagSeconds,
      builtAt: builtAt?.toISOString() ?? null,
    };
  }
}
