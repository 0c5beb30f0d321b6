import { Injectable } from '@nestjs/common';
import { isUuid, type PaymentHits, type SearchPaymentsRequest } from '@orderwire/contracts';
import { PaymentSearchRepository } from './payment-search.repository.js';

/** Finds orders by the ids of their objects at Stripe. */
@Injectable()
export class SearchPaymentsUseCase {
  constructor(private readonly search: PaymentSearchRepository) {}

  async execute({ query }: SearchPaymentsRequest): Promise<PaymentHits> {
    const id = query.trim();
    return { data: await this.search.find(id, isUuid(id) ? id : null) };
  }
}
