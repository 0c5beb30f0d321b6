import type { RotatedWebhookSecret } from '@orderwire/contracts';
import { KeyRound } from 'lucide-react';
import { api } from '../../api/client';
import { Button } from '../../ui/button';
import { m } from '../messages';
import { DialogButton, DialogButtons } from '../parts/dialog-button';
import { useAction } from '../parts/use-action';
import { ProblemNotice } from '../shell/problem-notice';
import { Secret } from './secret';

const t = m.webhooks;

export const RotateSecret = ({ endpointId }: { endpointId: string }) => (
  <DialogButton icon={KeyRound} label={t.rotate} description={t.rotateLead}>
    {(close) => <Rotation endpointId={endpointId} close={close} />}
  </DialogButton>
);

function Rotation({ endpointId, close }: { endpointId: string; close: () => void }) {
  const action = useAction({
    run: () => api.post<RotatedWebhookSecret>(`/webhooks/endpoints/${endpointId}/rotate-secret`),
    done: t.rotated,
    refresh: ['webhooks'],
  });
  if (action.data) return <Secret secret={action.data.secret} onStored={close} />;
  return (
    <div className="flex flex-col gap-4">
      {action.isError && <ProblemNotice error={action.error} />}
      <DialogButtons close={close}>
        <Button look="primary" busy={action.isPending} onClick={() => action.mutate()}>
          {t.rotate}
        </Button>
      </DialogButtons>
    </div>
  );
}
