import { Problem } from '../../api/problem';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/states';
import { m } from '../messages';

/** A failed request in plain words. Staff also see the server's words where no text is known. */
export function problemText(error: unknown): string {
  const t = m.problems;
  if (!(error instanceof Problem)) return t.unexpected;
  const known = t.codes[error.code];
  if (known) return known;
  if (error.status === 0) return t.network;
  if (error.status === 429) return t.tooMany;
  if (error.status === 502 || error.status === 503 || error.status === 504) return t.unavailable;
  if (error.status >= 500) return t.unexpected;
  return (
    error.message || (error.status === 404 ? t.notFound : error.status === 403 ? t.notAllowed : t.invalid)
  );
}

/** The problem, its violations, its reference for support, and the way to try again. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = error instanceof Problem ? error : undefined;
  const reason = reasonOf(problem);
  return (
    <Notice
      tone="bad"
      action={
        onRetry && (
          <Button size="small" className="self-start" onClick={onRetry}>
            {m.shell.retry}
          </Button>
        )
      }
    >
      <p className="font-medium">{problemText(error)}</p>
      {reason !== undefined && <p className="mt-1 break-words">{reason}</p>}
      {problem && problem.violations.length > 0 && (
        <ul className="mt-1 list-disc pl-5">
          {problem.violations.map(({ path, message }) => (
            <li key={`${path}${message}`}>{message}</li>
          ))}
        </ul>
      )}
      {problem?.correlationId && (
        <p className="mt-1 text-xs break-all">{m.shell.reference(problem.correlationId)}</p>
      )}
    </Notice>
  );
}

/** Why, in the words of a service or the carrier: for staff. */
function reasonOf(problem: Problem | undefined): string | undefined {
  const reason = problem?.details['reason'];
  return typeof reason === 'string' && reason.includes(' ') ? reason : undefined;
}
