import { Injectable } from '@nestjs/common';
import type { Delivery } from '@orderwire/platform';
import { disputeStages } from './changes.js';
import { OrderProjectionRepository, type OrderStep } from './order-projection.repository.js';
import { PaymentProjectionRepository } from './payment-projection.repository.js';

type Facts = readonly Delivery<object>[];

const idsOf = (facts: Facts): string[] => facts.map(({ id }) => id);

/**
 * Which facts the read models lack, by id: their events were lost. None while the read models are
 * built for the first time, because that reads all facts.
 */
@Injectable()
export class FindUnappliedUseCase {
  constructor(
    private readonly orderRows: OrderProjectionRepository,
    private readonly payments: PaymentProjectionRepository,
  ) {}

  orders(facts: Facts, step: OrderStep): Promise<string[]> {
    return this.orderRows.missing(idsOf(facts), step);
  }

  refunds(facts: Facts, status: 'succeeded' | 'failed'): Promise<string[]> {
    return this.payments.missingRefunds(idsOf(facts), status === 'failed');
  }

  disputes(facts: Facts, stage: keyof typeof disputeStages): Promise<string[]> {
    return this.payments.missingDisputes(idsOf(facts), disputeStages[stage]);
  }

  failedPayments(facts: Facts): Promise<string[]> {
    return this.payments.missingFailedPayments(idsOf(facts));
  }
}
