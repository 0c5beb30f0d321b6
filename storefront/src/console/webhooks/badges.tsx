import type { WebhookDeliveryStatus, WebhookEndpointView } from '@orderwire/contracts';
import { Badge, type Tone } from '../../ui/states';
import { m } from '../messages';
import { Tabs } from '../parts/tabs';

const t = m.webhooks;

export function EndpointBadge({ endpoint }: { endpoint: WebhookEndpointView }) {
  if (!endpoint.enabled) return <Badge>{t.states.disabled}</Badge>;
  if (endpoint.failingSince) return <Badge tone="bad">{t.states.failing}</Badge>;
  return <Badge tone="good">{t.states.enabled}</Badge>;
}

const tones: Readonly<Record<WebhookDeliveryStatus, Tone>> = {
  waiting: 'warn',
  sending: 'info',
  delivered: 'good',
  failed: 'bad',
};

export const DeliveryBadge = ({ status }: { status: WebhookDeliveryStatus }) => (
  <Badge tone={tones[status]}>{t.deliveries.statuses[status]}</Badge>
);

export const eventsText = (events: readonly string[]): string =>
  events.includes('*') ? t.allEvents : events.join(', ');

export const WebhookTabs = () => (
  <Tabs
    label={t.title}
    tabs={[
      ['/webhooks', t.tabs.endpoints],
      ['/webhooks/deliveries', t.tabs.deliveries],
    ]}
  />
);
