import { classNames } from '../../../ui/class-names';
import { m } from '../../messages';
import { diffLines, type DiffPart, foldSame } from './line-diff';

const looks = {
  same: 'text-soft',
  added: 'bg-good-soft text-good',
  removed: 'bg-bad-soft text-bad',
} as const;

const marks = { same: ' ', added: '+', removed: '−' } as const;

/** What changed between two texts, line by line. */
export function DiffView({ before, after }: { before: string; after: string }) {
  return (
    <div
      role="region"
      aria-label={m.operations.deadLetters.changes}
      tabIndex={0}
      className="max-h-[34rem] overflow-auto rounded-lg border border-line font-mono text-[0.8125rem] leading-relaxed"
    >
      {foldSame(diffLines(before, after)).map((part, index) => (
        <Line key={index} part={part} />
      ))}
    </div>
  );
}

function Line({ part }: { part: DiffPart }) {
  const t = m.operations.deadLetters;
  if (part.kind === 'skipped')
    return (
      <p className="bg-muted px-3 font-sans text-xs leading-6 text-soft">{t.unchangedLines(part.count)}</p>
    );
  const { kind, text } = part;
  return (
    <p className={classNames('flex gap-3 px-3 whitespace-pre-wrap', looks[kind])}>
      <span aria-hidden className="select-none">
        {marks[kind]}
      </span>
      {kind !== 'same' && <span className="sr-only">{t[kind]}</span>}
      <span className="min-w-0 break-words">{text}</span>
    </p>
  );
}
