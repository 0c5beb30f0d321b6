import type { ShipmentStatus } from '@orderwire/contracts';
import { oneOf, searchParams, text } from '../table/filters/search-params';

const statuses = [
  'pending',
  'ready',
  'action_required',
  'label_purchased',
  'shipped',
  'delivered',
  'voiding',
  'voided',
  'cancelled',
] as const satisfies readonly ShipmentStatus[];

/** The filters of the list of shipments, by the names of the API. */
export const shipmentsSearch = searchParams({ status: oneOf(statuses), orderId: text(36) });

export type ShipmentsSearch = ReturnType<typeof shipmentsSearch>;
