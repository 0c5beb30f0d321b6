import type {
  DeletedWebhookEndpoint,
  WebhookDeliverySummary,
  WebhookEndpointView,
} from '@orderwire/contracts';
import { useNavigate } from '@tanstack/react-router';
import { History, Pause, Pencil, Play, Send, Trash2 } from 'lucide-react';
import { api } from '../../api/client';
import { Button } from '../../ui/button';
import { toast } from '../../ui/toast';
import { m } from '../messages';
import { ConfirmButton, DialogButton } from '../parts/dialog-button';
import { useAction } from '../parts/use-action';
import { useIsAdmin } from '../parts/use-role';
import { problemText } from '../shell/problem-notice';
import { EditEndpoint } from './edit-endpoint';
import { ReplayForm } from './replay-form';
import { RotateSecret } from './rotate-secret';

const t = m.webhooks;

export function EndpointActions({ endpoint }: { endpoint: WebhookEndpointView }) {
  const isAdmin = useIsAdmin();
  const path = `/webhooks/endpoints/${endpoint.id}`;
  const test = useAction({
    run: () => api.post<WebhookDeliverySummary>(`${path}/test`),
    done: t.tested,
    refresh: ['webhooks'],
  });
  return (
    <>
      {endpoint.enabled && (
        <>
          <Button
            busy={test.isPending}
            onClick={() => test.mutate(undefined, { onError: (error) => toast(problemText(error)) })}
          >
            <Send aria-hidden className="size-4" />
            {t.test}
          </Button>
          <DialogButton icon={History} label={t.replay.label} title={t.replay.title}>
            {(close) => <ReplayForm endpointId={endpoint.id} close={close} />}
          </DialogButton>
        </>
      )}
      {isAdmin && <AdminActions endpoint={endpoint} path={path} />}
    </>
  );
}

function AdminActions({ endpoint, path }: { endpoint: WebhookEndpointView; path: string }) {
  const navigate = useNavigate();
  const { enabled } = endpoint;
  return (
    <>
      <DialogButton icon={Pencil} label={t.edit}>
        {(close) => <EditEndpoint endpoint={endpoint} close={close} />}
      </DialogButton>
      <RotateSecret endpointId={endpoint.id} />
      <ConfirmButton
        icon={enabled ? Pause : Play}
        label={enabled ? t.disable : t.enable}
        description={enabled ? t.disableLead : t.enableLead}
        run={() => api.patch<WebhookEndpointView>(path, { enabled: !enabled })}
        done={enabled ? t.disabled : t.enabled}
        refresh={['webhooks']}
      />
      <ConfirmButton
        icon={Trash2}
        label={t.remove}
        description={t.removeLead(endpoint.url)}
        danger
        run={() => api.delete<DeletedWebhookEndpoint>(path)}
        done={t.removed}
        refresh={['webhooks']}
        onDone={() => void navigate({ to: '/webhooks' })}
      />
    </>
  );
}
