import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { Problem } from '../../api/problem';
import { Button, LinkButton } from '../../ui/button';
import { Notice } from '../../ui/states';
import { AuthCard } from '../sign-in/auth-card';
import { PasswordField } from '../forms/fields';
import { FormProblem } from '../forms/form-problem';
import { forgetSession } from '../../api/session';
import { validators } from '../forms/validators';
import { forgetFragmentToken, fragmentToken } from '../fragment-token';
import { m } from '../messages';
import { showViolations } from '../problems';

export function ResetPasswordPage() {
  const token = fragmentToken();
  const { register, handleSubmit, formState, setError } = useForm({ defaultValues: { newPassword: '' } });
  const reset = useMutation({
    mutationFn: (values: { newPassword: string }) =>
      api.post('/auth/password-reset/confirm', { token, ...values }),
    onSuccess: () => {
      forgetFragmentToken();
      // All sessions of the account have ended, this one as well.
      forgetSession();
    },
    onError: (error) => showViolations(error, ['newPassword'], setError),
  });
  if (reset.isSuccess)
    return (
      <AuthCard title={m.account.resetDone} text={m.account.resetDoneText}>
        <LinkButton to="/sign-in" look="primary" size="large">
          {m.account.signIn}
        </LinkButton>
      </AuthCard>
    );
  const isUsed = reset.error instanceof Problem && reset.error.code === 'auth.link_invalid';
  if (!token || isUsed)
    return (
      <AuthCard title={m.account.resetTitle}>
        <Notice tone="bad">{isUsed ? m.problems.byCode['auth.link_invalid'] : m.account.linkMissing}</Notice>
        <LinkButton to="/forgot-password" look="primary" className="mt-4">
          {m.account.newLink}
        </LinkButton>
      </AuthCard>
    );
  return (
    <AuthCard title={m.account.resetTitle} text={m.account.resetText}>
      <form
        noValidate
        onSubmit={(event) => void handleSubmit((values) => reset.mutate(values))(event)}
        className="flex flex-col gap-4"
      >
        <PasswordField
          isNew
          label={m.account.newPassword}
          field={register('newPassword', validators.newPassword)}
          error={formState.errors.newPassword?.message}
        />
        <FormProblem error={reset.error} />
        <Button type="submit" look="primary" size="large" busy={reset.isPending}>
          {m.account.savePassword}
        </Button>
      </form>
    </AuthCard>
  );
}
