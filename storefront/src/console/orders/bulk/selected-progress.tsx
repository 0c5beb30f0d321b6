import { Link } from '@tanstack/react-router';
import { Button } from '../../../ui/button';
import { m } from '../../messages';
import { shortId } from '../short-id';
import { BulkProgress } from './bulk-progress';
import type { SelectedRun } from './use-selected-run';

interface SelectedProgressProps {
  run: SelectedRun;
  onStop: () => void;
  onClose: () => void;
}

/** How far an action on selected orders is, and at which orders it failed. */
export function SelectedProgress({ run, onStop, onClose }: SelectedProgressProps) {
  const t = m.bulk;
  return (
    <div className="flex flex-col gap-4">
      <BulkProgress counts={run} state={run.state} />
      {run.failures.length > 0 && (
        <section aria-label={t.problems}>
          <h3 className="mb-1 text-sm font-medium">{t.problems}</h3>
          <ul className="flex max-h-60 flex-col gap-1 overflow-y-auto text-sm">
            {run.failures.map(({ id, text }) => (
              <li key={id} className="flex gap-3">
                <Link to="/orders/$orderId" params={{ orderId: id }} className="font-mono underline">
                  {shortId(id)}
                </Link>
                <span className="text-soft">{text}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="flex justify-end gap-2">
        {run.state === 'running' ? (
          <Button onClick={onStop}>{t.stop}</Button>
        ) : (
          <Button look="primary" onClick={onClose}>
            {t.close}
          </Button>
        )}
      </div>
    </div>
  );
}
