import type { BulkActionState } from '@orderwire/contracts';
import { m } from '../../messages';

export interface Counts {
  readonly total: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
}

/** How far a bulk action is. */
export function BulkProgress({ counts, state }: { counts: Counts; state: BulkActionState }) {
  const t = m.bulk;
  const { total, done, skipped, failed } = counts;
  const handled = done + skipped + failed;
  const share = (count: number) => `${total === 0 ? 0 : (100 * count) / total}%`;
  return (
    <div className="flex flex-col gap-2 text-sm">
      <div
        role="progressbar"
        aria-label={t.progress}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={handled}
        className="flex h-3 overflow-hidden rounded-full bg-muted"
      >
        <span className="bg-accent transition-[width]" style={{ width: share(done) }} />
        <span className="bg-line-strong/60 transition-[width]" style={{ width: share(skipped) }} />
        <span className="bg-bad transition-[width]" style={{ width: share(failed) }} />
      </div>
      <p role="status" className="flex flex-wrap gap-x-4 tabular-nums">
        <span className="font-medium">{t.states[state]}</span>
        <span>{t.counts.done(done)}</span>
        {skipped > 0 && <span className="text-soft">{t.counts.skipped(skipped)}</span>}
        {failed > 0 && <span className="text-bad">{t.counts.failed(failed)}</span>}
        {state === 'running' && <span className="text-soft">{t.counts.left(total - handled)}</span>}
      </p>
    </div>
  );
}
