import type { RotatedWebhookSecret } from '@orderwire/contracts';
import { KeyRound } from 'lucide-react';
import { useEffect } from 'react';
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
    {(close, keepOpen) => <Rotation endpointId={endpointId} close={close} keepOpen={keepOpen} />}
  </DialogButton>
);

interface RotationProps {
  endpointId: string;
  close: () => void;
  keepOpen: (open: boolean) => void;
}

function Rotation({ endpointId, close, keepOpen }: RotationProps) {
  const action = useAction({
    run: () => api.post<RotatedWebhookSecret>(`/webhooks/endpoints/${endpointId}/rotate-secret`),
    done: t.rotated,
    refresh: ['webhooks'],
  });
  const hasSecret = action.isPending || action.data !== undefined;
  useEffect(() => keepOpen(hasSecret), [hasSecret, keepOpen]);
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
