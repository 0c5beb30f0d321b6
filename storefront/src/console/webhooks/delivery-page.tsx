import type { WebhookAttemptView, WebhookDeliverySummary, WebhookDeliveryView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { api } from '../../api/client';
import { formatDuration, formatExact } from '../../i18n/format';
import { Badge } from '../../ui/states';
import { m } from '../messages';
import { shortId } from '../orders/short-id';
import { BackLink, Mono, OrderLink, Time } from '../parts/cells';
import { ConfirmButton } from '../parts/dialog-button';
import { Code } from '../parts/section';
import { PendingPage } from '../parts/pending-page';
import { prettyJson } from '../parts/pretty-json';
import { Facts } from '../shell/facts';
import { Page, Panel } from '../shell/page';
import { DeliveryBadge } from './badges';

const t = m.webhooks.deliveries;

export function DeliveryPage() {
  const { deliveryId } = useParams({ from: '/webhooks/deliveries/$deliveryId' });
  const query = useQuery({
    queryKey: ['webhooks', 'delivery', deliveryId],
    queryFn: ({ signal }) => api.get<WebhookDeliveryView>(`/webhooks/deliveries/${deliveryId}`, {}, signal),
    refetchInterval: 5_000,
  });
  const back = <BackLink to="/webhooks/deliveries">{t.title}</BackLink>;
  if (!query.data) return <PendingPage title={t.one} back={back} query={query} />;
  const delivery = query.data;
  return (
    <Page
      title={delivery.type}
      back={back}
      badge={<DeliveryBadge status={delivery.status} />}
      actions={
        <ConfirmButton
          icon={Send}
          label={t.replay}
          description={t.replayLead}
          run={() => api.post<WebhookDeliverySummary>(`/webhooks/deliveries/${deliveryId}/replay`)}
          done={t.replayed}
          refresh={['webhooks']}
        />
      }
    >
      <div className="grid gap-5 lg:grid-cols-2">
        <Panel title={t.details}>
          <DeliveryFacts delivery={delivery} />
        </Panel>
        <Panel title={t.request}>
          <Code label={t.request}>{prettyJson(delivery.requestBody)}</Code>
        </Panel>
      </div>
      <Panel title={t.attemptsTitle} className={delivery.log.length > 0 ? '' : 'p-5'}>
        {delivery.log.length === 0 && <p className="text-sm text-soft">{t.noAttempts}</p>}
        {delivery.log.map((attempt) => (
          <Attempt key={attempt.number} attempt={attempt} />
        ))}
      </Panel>
    </Page>
  );
}

const DeliveryFacts = ({ delivery }: { delivery: WebhookDeliveryView }) => (
  <Facts
    entries={[
      [
        t.columns.endpoint,
        <Link
          key="endpoint"
          to="/webhooks/endpoints/$endpointId"
          params={{ endpointId: delivery.endpointId }}
          className="font-mono text-[0.8125rem] underline underline-offset-4 hover:text-accent"
        >
          {shortId(delivery.endpointId)}
        </Link>,
      ],
      [t.columns.order, delivery.orderId && <OrderLink id={delivery.orderId} />],
      [t.columns.eventId, <Mono key="event">{delivery.eventId}</Mono>],
      [t.columns.created, <Time key="created" at={delivery.createdAt} />],
      [t.columns.delivered, delivery.deliveredAt && <Time at={delivery.deliveredAt} />],
      [t.columns.attempts, delivery.attempts],
      [t.columns.next, delivery.nextAttemptAt && <Time at={delivery.nextAttemptAt} />],
      [t.lastError, delivery.lastError],
    ]}
  />
);

function Attempt({ attempt }: { attempt: WebhookAttemptView }) {
  const isDelivered = attempt.outcome === 'delivered';
  return (
    <details className="border-b border-line last:border-b-0">
      <summary className="flex cursor-pointer flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 text-sm hover:bg-muted/60">
        <span className="font-medium">{t.attempt(attempt.number)}</span>
        <Badge tone={isDelivered ? 'good' : 'bad'}>{t.outcomes[attempt.outcome]}</Badge>
        {attempt.status !== null && <span className="tabular-nums">{attempt.status}</span>}
        <span className="ml-auto text-soft tabular-nums">
          {formatExact(attempt.at)} · {formatDuration(attempt.durationMs)}
        </span>
      </summary>
      <div className="grid gap-4 px-5 pt-1 pb-5 lg:grid-cols-2">
        {attempt.error && <p className="text-sm text-bad lg:col-span-2">{attempt.error}</p>}
        <Headers title={t.requestHeaders} headers={attempt.requestHeaders} />
        <Headers title={t.responseHeaders} headers={attempt.responseHeaders} />
        {attempt.responseBody && (
          <div className="flex flex-col gap-1.5 lg:col-span-2">
            <h3 className="text-sm font-medium">{t.responseBody}</h3>
            <Code label={t.responseBody}>{attempt.responseBody}</Code>
          </div>
        )}
      </div>
    </details>
  );
}

const Headers = ({ title, headers }: { title: string; headers: Readonly<Record<string, string>> }) => (
  <div className="flex min-w-0 flex-col gap-1.5">
    <h3 className="text-sm font-medium">{title}</h3>
    <Code label={title}>
      {Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n')}
    </Code>
  </div>
);
