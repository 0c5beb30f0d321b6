import type { CreatedWebhookEndpoint, CreateWebhookEndpointRequest } from '@orderwire/contracts';
import { useEffect } from 'react';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { CheckboxField } from '../../ui/field';
import { m } from '../messages';
import { ActionForm } from '../parts/action-form';
import { useAction } from '../parts/use-action';
import { EndpointFields, type EndpointValues } from './endpoint-fields';
import { Secret } from './secret';

const requestOf = ({ url, description, events, enabled }: EndpointValues): CreateWebhookEndpointRequest => ({
  url: url.trim(),
  ...(description.trim() && { description: description.trim() }),
  events: [...events],
  enabled,
});

/** Asks for a new endpoint, then shows its secret once. */
export function CreateEndpoint({
  close,
  keepOpen,
}: {
  close: () => void;
  keepOpen: (open: boolean) => void;
}) {
  const t = m.webhooks;
  const form = useForm<EndpointValues>({
    defaultValues: { url: '', description: '', events: ['*'], enabled: true },
  });
  const action = useAction({
    run: (request: CreateWebhookEndpointRequest) =>
      api.post<CreatedWebhookEndpoint>('/webhooks/endpoints', request),
    done: t.created,
    refresh: ['webhooks'],
  });
  const hasSecret = action.isPending || action.data !== undefined;
  useEffect(() => keepOpen(hasSecret), [hasSecret, keepOpen]);
  if (action.data) return <Secret secret={action.data.secret} onStored={close} />;
  return (
    <ActionForm form={form} action={action} input={requestOf} submit={t.create} close={close}>
      <EndpointFields form={form} />
      <CheckboxField label={t.fields.enabled} {...form.register('enabled')} />
    </ActionForm>
  );
}
