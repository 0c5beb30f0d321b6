import type { Address, OrderStatus, RestockLine, ShipmentStatus } from '@orderwire/contracts';
import { v5 as uuidv5 } from 'uuid';
import type { CarrierShipment, Rate } from '../carrier/carrier-objects.js';

/** The shipment of an order, or a return. */
export interface Parcel {
  readonly id: string;
  readonly orderId: string;
  readonly kind: 'shipment' | 'return';
  /** A return that was delivered is received. */
  readonly status: ShipmentStatus;
  /** Of a return. */
  readonly items: readonly RestockLine[] | null;
  /** Of a return, in the words of staff. */
  readonly reason: string | null;
  /** The shopper's. */
  readonly address: Address | null;
  /** Number of the shipment at the carrier. */
  readonly revision: number;
  readonly carrierShipmentId: string | null;
  readonly rates: readonly Rate[];
  /** By staff; null: the cheapest. */
  readonly chosenRateId: string | null;
  /** Whether the label may have been bought. */
  readonly purchaseStarted: boolean;
  readonly purchased: Rate | null;
  readonly labelUrl: string | null;
  readonly trackerId: string | null;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly trackerStatus: string | null;
  readonly problem: string | null;
  readonly attempts: number;
  readonly voidRequested: boolean;
  readonly dueAt: Date | null;
  readonly trackDueAt: Date | null;
  readonly correlationId: string;
  readonly createdAt: Date;
  readonly labelPurchasedAt: Date | null;
  readonly shippedAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly actionRequiredAt: Date | null;
}

const SHIPMENTS = '6f0f3a52-2f0b-4c39-9f5e-0f5a8c6c1d11';

/**
 * The id of the shipment of an order, which is the same for ever: a row that a restore lost gets the
 * same reference at the carrier.
 */
export const shipmentIdOf = (orderId: string): string => uuidv5(orderId, SHIPMENTS);

/**
 * Longer than the requests between two stores take: at most 15 of 20 s each. A parcel that is stored
 * gets so long again.
 */
export const LEASE_SECONDS = 300;

/** Unique per shipment at the carrier, and known before it is created. */
export const referenceOf = ({ id, revision }: Parcel): string => (revision === 1 ? id : `${id}-${revision}`);

/** The fields of a parcel that belong to one shipment at the carrier, as before it exists. */
export const withoutCarrierShipment = {
  carrierShipmentId: null,
  rates: [],
  chosenRateId: null,
  purchaseStarted: false,
  purchased: null,
  labelUrl: null,
  trackerId: null,
  trackingNumber: null,
  trackingUrl: null,
  trackerStatus: null,
  labelPurchasedAt: null,
} satisfies Partial<Parcel>;

/** What an order's state says about its shipment. */
export type Decision =
  | { readonly kind: 'ship' }
  | { readonly kind: 'wait'; readonly why: string }
  | { readonly kind: 'end'; readonly why: string };

/** A label is bought for an order that is PAID and whose money stays. A lost dispute is final. */
export function decideShipping(status: OrderStatus, blockedBy: readonly string[]): Decision {
  if (status === 'PENDING') return { kind: 'wait', why: 'the order is PENDING' };
  if (status !== 'PAID') return { kind: 'end', why: `the order is ${status}` };
  if (blockedBy.includes('orders.dispute_lost')) return { kind: 'end', why: 'the order lost its dispute' };
  if (blockedBy.length > 0) return { kind: 'wait', why: `the order is blocked: ${blockedBy.join(', ')}` };
  return { kind: 'ship' };
}

/** Amounts in several currencies cannot be compared. */
export const hasOneCurrency = (rates: readonly Rate[]): boolean =>
  new Set(rates.map(({ currency }) => currency)).size <= 1;

/** The chosen rate, or the cheapest in the currency of the first; of equally cheap ones the fastest. */
export function rateFor({ rates, chosenRateId }: Pick<Parcel, 'rates' | 'chosenRateId'>): Rate | undefined {
  if (chosenRateId) return rates.find(({ id }) => id === chosenRateId);
  const days = ({ deliveryDays }: Rate): number => deliveryDays ?? Infinity;
  return rates
    .filter(({ currency }) => currency === rates[0]?.currency)
    .sort((a, b) => a.amount - b.amount || days(a) - days(b))[0];
}

/** The parcel with the label that the carrier issued. */
export function withLabel(parcel: Parcel, { id, label, rates }: CarrierShipment, now: Date): Parcel {
  if (!label) throw new Error(`the shipment ${id} has no label`);
  const { url: labelUrl, rate: purchased, trackerId, trackingNumber, trackingUrl } = label;
  return {
    ...parcel,
    status: 'label_purchased',
    carrierShipmentId: id,
    rates,
    purchased,
    labelUrl,
    trackerId,
    trackingNumber,
    trackingUrl,
    trackerStatus: 'pre_transit',
    problem: null,
    attempts: 0,
    dueAt: null,
    trackDueAt: new Date(now.getTime() + FIRST_POLL_MS),
    labelPurchasedAt: now,
  };
}

/** A webhook that came before the label was stored found no parcel. */
const FIRST_POLL_MS = 60_000;

/** Seconds before the next try, by the number of failed ones: 30 s, doubled up to an hour. */
export const pauseSeconds = (attempts: number): number => Math.min(3_600, 30 * 2 ** Math.min(attempts, 10));

/** Characters of a stored problem or reason. */
export const MAX_WORDS = 1_000;
