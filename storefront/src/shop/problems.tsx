import { RotateCw } from 'lucide-react';
import type { FieldValues, Path, UseFormSetError } from 'react-hook-form';
import { Problem } from '../api/problem';
import { Button } from '../ui/button';
import { Notice } from '../ui/states';
import { m } from './messages';

/** A failed request in plain words. */
export function problemText(error: unknown): string {
  if (!(error instanceof Problem)) return m.problems.unexpected;
  const known = m.problems.byCode[error.code];
  if (known) return known;
  if (error.status === 429) return m.problems.tooMany(error.retryAfter);
  if (error.status >= 500) return m.problems.unavailable;
  return error.status === 400 ? m.problems.invalid : m.problems.unexpected;
}

/** Of something with an id: an id that is none is refused with 400. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 404 || error.code === 'invalid_message');

/** With the reference support finds the request in the logs. A wrong password needs none. */
function Reference({ error }: { error: unknown }) {
  const isExplained = error instanceof Problem && error.status < 500 && error.code in m.problems.byCode;
  const id = error instanceof Problem && !isExplained ? error.correlationId : undefined;
  return id ? (
    <p className="mt-1 text-xs break-all">
      {m.problems.reference} <span className="select-all">{id}</span>
    </p>
  ) : null;
}

/** What failed, why, and a button that tries again. */
export function ProblemNotice({
  error,
  title,
  onRetry,
}: {
  error: unknown;
  title?: string;
  onRetry?: () => void;
}) {
  return (
    <Notice tone="bad" title={title}>
      <p>{problemText(error)}</p>
      <Reference error={error} />
      {onRetry && (
        <Button size="small" onClick={onRetry} className="mt-2">
          <RotateCw aria-hidden className="size-4" />
          {m.problems.retry}
        </Button>
      )}
    </Notice>
  );
}

/** Shows the violations of a refused request at its fields. Returns whether all of them have a field. */
export function showViolations<Values extends FieldValues>(
  error: unknown,
  fields: readonly Path<Values>[],
  setError: UseFormSetError<Values>,
): boolean {
  if (!(error instanceof Problem) || error.violations.length === 0) return false;
  const shown = error.violations.filter(({ path }) => fields.includes(path as Path<Values>));
  shown.forEach(({ path }, index) =>
    setError(path as Path<Values>, { message: violationText(path) }, { shouldFocus: index === 0 }),
  );
  return shown.length === error.violations.length;
}

/** The server explains in English: the page has its own words for every field. */
function violationText(path: string): string {
  const field = path.split('.').at(-1) ?? '';
  return m.problems.byField[field] ?? m.problems.invalidField;
}
