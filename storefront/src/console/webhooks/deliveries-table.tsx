import type { WebhookDeliverySummary } from '@orderwire/contracts';
import { Webhook } from 'lucide-react';
import { EmptyState } from '../../ui/states';
import { m } from '../messages';
import { byId, listSource } from '../parts/list-source';
import { DataTable } from '../table/data-table';
import { useList } from '../table/use-list';
import { DeliveryCard, deliveryColumns } from './delivery-columns';
import type { DeliveriesSearch } from './webhooks-search';

/** Where deliveries are read. */
export const deliveriesSource = (search: DeliveriesSearch) =>
  listSource<WebhookDeliverySummary>('webhooks', '/webhooks/deliveries', search, byId);

/** The page of a delivery. */
export const deliveryLink = ({ id }: WebhookDeliverySummary) =>
  ({ to: '/webhooks/deliveries/$deliveryId', params: { deliveryId: id } }) as const;

export const deliveryCard = {
  height: 84,
  render: (delivery: WebhookDeliverySummary) => <DeliveryCard delivery={delivery} />,
};

/** Deliveries within another page. */
export const DeliveriesTable = ({ label, search }: { label: string; search: DeliveriesSearch }) => (
  <DataTable
    label={label}
    list={useList(deliveriesSource(search))}
    columns={deliveryColumns}
    rowLink={deliveryLink}
    card={deliveryCard}
    className="max-h-[32rem]"
    empty={<EmptyState icon={Webhook} title={m.webhooks.deliveries.empty} />}
  />
);
