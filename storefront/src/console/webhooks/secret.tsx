import { Copy } from 'lucide-react';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { Notice } from '../../ui/states';
import { toast } from '../../ui/toast';
import { m } from '../messages';

/** A secret, once. Its dialog closes only by the button that says it is stored. */
export function Secret({ secret, onStored }: { secret: string; onStored: () => void }) {
  const t = m.webhooks;
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => toast(t.copied),
      () => toast(t.copyFailed),
    );
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" title={t.secretTitle}>
        {t.secretLead}
      </Notice>
      <TextField
        label={t.secret}
        value={secret}
        readOnly
        spellCheck={false}
        onFocus={(event) => event.target.select()}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => void copy()}>
          <Copy aria-hidden className="size-4" />
          {t.copySecret}
        </Button>
        <Button look="primary" onClick={onStored}>
          {t.secretSaved}
        </Button>
      </div>
    </div>
  );
}
