import {
  DifferenceFound,
  type DifferenceFoundEvent,
  type DifferenceKind,
  differenceKinds,
} from '@orderwire/contracts';
import type { Outbox, Tx } from '@orderwire/platform';
import { type Difference, subjectOf } from './reconciliation.js';

/** Of each kind. With a wrong key every payment is a difference. */
const MAX_EVENTS = 50;
const MAX_MESSAGE = 1_000;

/** Publishes the new differences of one run that staff must resolve, up to a number of each kind. */
export class DifferenceEvents {
  private readonly published = new Map<DifferenceKind, number>();

  constructor(private readonly outbox: Outbox) {}

  add(tx: Tx, differences: readonly Difference[]): void {
    for (const difference of differences) {
      const kind = differenceKinds.find((one) => one === difference.kind);
      const count = (kind && this.published.get(kind)) ?? 0;
      if (!kind || count >= MAX_EVENTS) continue;
      this.published.set(kind, count + 1);
      this.outbox.add(tx, DifferenceFound, eventOf(kind, difference));
    }
  }
}

function eventOf(kind: DifferenceKind, difference: Difference): DifferenceFoundEvent {
  const { objectId, text } = difference;
  const { orderId, paymentId, amount, currency } = subjectOf(difference);
  return {
    differenceId: `${kind}/${objectId}`,
    kind,
    orderId,
    paymentId,
    message: text.slice(0, MAX_MESSAGE).toWellFormed(),
    ...(amount !== null && { amount }),
    ...(currency !== null && { currency }),
    at: new Date().toISOString(),
  };
}
