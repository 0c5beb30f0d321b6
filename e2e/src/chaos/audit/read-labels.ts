import type { LabelRow } from './snapshot.js';

/** SQL: whether a parcel waits because the money of its order may go back. */
export const isBlocked = `coalesce(problem LIKE 'the order is blocked%', false)`;

interface CarrierShipment {
  reference: string | null;
  selected_rate: object | null;
  refund_status: string | null;
}

/** All labels that the carrier sandbox sold. */
export async function readLabels(carrier: string): Promise<LabelRow[]> {
  const response = await fetch(`${carrier}/api/shipments?limit=10000`);
  if (!response.ok) throw new Error(`the carrier returned ${response.status}`);
  const { data } = (await response.json()) as { data: CarrierShipment[] };
  return data
    .filter(({ selected_rate: rate }) => rate !== null)
    .map(({ reference, refund_status: refund }) => ({ reference: reference ?? '', voided: refund !== null }));
}
