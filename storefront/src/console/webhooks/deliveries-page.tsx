import type { WebhookDeliverySummary } from '@orderwire/contracts';
import { Webhook } from 'lucide-react';
import { m } from '../messages';
import { type FilterField, optionsOf } from '../parts/filter-fields';
import { ListPage } from '../parts/list-page';
import { WebhookTabs } from './badges';
import { deliveriesSource, deliveryCard, deliveryLink } from './deliveries-table';
import { deliveryColumns } from './delivery-columns';
import { deliveriesSearch, type DeliveriesSearch, eventTypes } from './webhooks-search';

const t = m.webhooks.deliveries;

const filters: readonly FilterField<DeliveriesSearch>[] = [
  { name: 'status', label: t.filters.status, options: optionsOf(t.statuses), inline: true },
  {
    name: 'type',
    label: t.filters.type,
    options: [...eventTypes, 'webhook.test'].map((type) => [type, type] as const),
    inline: true,
  },
  { name: 'endpointId', label: t.filters.endpointId },
  { name: 'orderId', label: t.filters.orderId },
  { name: 'from', label: t.filters.from, kind: 'day' },
  { name: 'to', label: t.filters.to, kind: 'day' },
];

export const DeliveriesPage = () => (
  <ListPage<WebhookDeliverySummary, DeliveriesSearch>
    title={t.title}
    tabs={<WebhookTabs />}
    validate={deliveriesSearch}
    filters={filters}
    source={deliveriesSource}
    columns={deliveryColumns}
    rowLink={deliveryLink}
    card={deliveryCard}
    empty={{ icon: Webhook, title: t.empty, lead: t.emptyLead }}
  />
);
