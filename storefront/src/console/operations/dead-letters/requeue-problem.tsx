import { Problem } from '../../../api/problem';
import { Notice } from '../../../ui/states';
import { m } from '../../messages';
import { Code } from '../../parts/section';
import { ProblemNotice } from '../../shell/problem-notice';

/** Why a requeue failed: the error of the consumer, or the problem of the request. */
export function RequeueProblem({ error }: { error: unknown }) {
  const reason = error instanceof Problem ? error.details['reason'] : undefined;
  if (typeof reason !== 'string') return <ProblemNotice error={error} />;
  return (
    <div className="flex flex-col gap-2">
      <Notice tone="bad">{m.operations.deadLetters.failedAgain}</Notice>
      <Code label={m.operations.deadLetters.reason}>{reason}</Code>
    </div>
  );
}
