import type { WebhookEndpointView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api } from '../../api/client';
import { formatDateTime } from '../../i18n/format';
import { LinkButton } from '../../ui/button';
import { Notice } from '../../ui/states';
import { m } from '../messages';
import { BackLink, Time } from '../parts/cells';
import { Section } from '../parts/section';
import { PendingPage } from '../parts/pending-page';
import { Facts } from '../shell/facts';
import { Page, Panel } from '../shell/page';
import { EndpointBadge, eventsText } from './badges';
import { DeliveriesTable } from './deliveries-table';
import { EndpointActions } from './endpoint-actions';

const t = m.webhooks;

export function EndpointPage() {
  const { endpointId } = useParams({ from: '/webhooks/endpoints/$endpointId' });
  const query = useQuery({
    queryKey: ['webhooks', 'endpoint', endpointId],
    queryFn: ({ signal }) => api.get<WebhookEndpointView>(`/webhooks/endpoints/${endpointId}`, {}, signal),
    refetchInterval: 10_000,
  });
  const back = <BackLink to="/webhooks">{t.title}</BackLink>;
  if (!query.data) return <PendingPage title={t.endpoint} back={back} query={query} />;
  const endpoint = query.data;
  const { failingSince, previousSecretUntil, disabledReason } = endpoint;
  return (
    <Page
      title={new URL(endpoint.url).host}
      back={back}
      badge={<EndpointBadge endpoint={endpoint} />}
      lead={endpoint.description}
      actions={<EndpointActions endpoint={endpoint} />}
    >
      {disabledReason && <Notice tone="warn">{t.disabledReasons[disabledReason]}</Notice>}
      {failingSince && endpoint.enabled && (
        <Notice tone="bad">{t.failingSince(formatDateTime(failingSince))}</Notice>
      )}
      {previousSecretUntil && (
        <Notice tone="info">{t.twoSecrets(formatDateTime(previousSecretUntil))}</Notice>
      )}
      <Panel title={t.details}>
        <Facts
          entries={[
            [
              t.columns.url,
              <span key="url" className="break-all">
                {endpoint.url}
              </span>,
            ],
            [t.columns.events, eventsText(endpoint.events)],
            [t.columns.created, <Time key="created" at={endpoint.createdAt} />],
            [t.changed, <Time key="changed" at={endpoint.updatedAt} />],
          ]}
        />
      </Panel>
      <Section
        title={t.deliveries.ofEndpoint}
        actions={
          <LinkButton size="small" look="quiet" to="/webhooks/deliveries" search={{ endpointId }}>
            {t.deliveries.all}
          </LinkButton>
        }
      >
        <DeliveriesTable label={t.deliveries.ofEndpoint} search={{ endpointId }} />
      </Section>
    </Page>
  );
}
