import type { UpdateWebhookEndpointRequest, WebhookEndpointView } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { m } from '../messages';
import { ActionForm } from '../parts/action-form';
import { useAction } from '../parts/use-action';
import { EndpointFields, type EndpointValues } from './endpoint-fields';

type Change = Omit<UpdateWebhookEndpointRequest, 'endpointId'>;

export function EditEndpoint({ endpoint, close }: { endpoint: WebhookEndpointView; close: () => void }) {
  const t = m.webhooks;
  const { url, description, events, enabled } = endpoint;
  const form = useForm<EndpointValues>({ defaultValues: { url, description, events, enabled } });
  const action = useAction({
    run: (change: Change) => api.patch<WebhookEndpointView>(`/webhooks/endpoints/${endpoint.id}`, change),
    done: t.saved,
    refresh: ['webhooks'],
    onDone: close,
  });
  return (
    <ActionForm
      form={form}
      action={action}
      input={(values): Change => ({
        url: values.url.trim(),
        description: values.description.trim(),
        events: [...values.events],
      })}
      submit={t.save}
      close={close}
    >
      <EndpointFields form={form} />
    </ActionForm>
  );
}
