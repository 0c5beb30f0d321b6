import { ProblemNotice } from '../problems';

/** Why a form was refused, unless its fields say so. */
export const FormProblem = ({ error }: { error: Error | null | undefined }) =>
  error ? <ProblemNotice error={error} /> : null;
