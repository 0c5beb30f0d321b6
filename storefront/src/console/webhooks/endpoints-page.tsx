import type { WebhookEndpointView } from '@orderwire/contracts';
import { Plus, Webhook } from 'lucide-react';
import { m } from '../messages';
import { Time } from '../parts/cells';
import { DialogButton } from '../parts/dialog-button';
import { ListPage } from '../parts/list-page';
import { byId, listSource } from '../parts/list-source';
import { useIsAdmin } from '../parts/use-role';
import { columnsOf } from '../table/columns';
import { EndpointBadge, eventsText, WebhookTabs } from './badges';
import { CreateEndpoint } from './create-endpoint';

const t = m.webhooks;
const column = columnsOf<WebhookEndpointView>();

const columns = column.columns([
  column.display({
    id: 'url',
    header: t.columns.url,
    meta: { width: 18 },
    cell: ({ row }) => row.original.url,
  }),
  column.display({
    id: 'description',
    header: t.columns.description,
    meta: { width: 10 },
    cell: ({ row }) => row.original.description,
  }),
  column.display({
    id: 'events',
    header: t.columns.events,
    meta: { width: 13 },
    cell: ({ row }) => eventsText(row.original.events),
  }),
  column.display({
    id: 'state',
    header: t.columns.state,
    meta: { width: 7 },
    cell: ({ row }) => <EndpointBadge endpoint={row.original} />,
  }),
  column.display({
    id: 'created',
    header: t.columns.created,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.createdAt} />,
  }),
]);

const noFilters = () => ({});

export function EndpointsPage() {
  const isAdmin = useIsAdmin();
  return (
    <ListPage<WebhookEndpointView, object>
      title={t.title}
      lead={!isAdmin && t.onlyAdmins}
      tabs={<WebhookTabs />}
      actions={
        isAdmin && (
          <DialogButton look="primary" icon={Plus} label={t.create}>
            {(close, keepOpen) => <CreateEndpoint close={close} keepOpen={keepOpen} />}
          </DialogButton>
        )
      }
      validate={noFilters}
      filters={[]}
      source={() => listSource<WebhookEndpointView>('webhooks', '/webhooks/endpoints', {}, byId)}
      columns={columns}
      rowLink={({ id }) => ({ to: '/webhooks/endpoints/$endpointId', params: { endpointId: id } })}
      card={{ height: 104, render: (endpoint) => <EndpointCard endpoint={endpoint} /> }}
      empty={{ icon: Webhook, title: t.empty, lead: t.emptyLead }}
    />
  );
}

const EndpointCard = ({ endpoint }: { endpoint: WebhookEndpointView }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <span className="truncate font-medium">{endpoint.url.replace('https://', '')}</span>
      <EndpointBadge endpoint={endpoint} />
    </span>
    <span className="truncate text-soft">{eventsText(endpoint.events)}</span>
    <span className="truncate text-soft">{endpoint.description}</span>
  </span>
);
