import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/states';
import { AuthCard } from '../sign-in/auth-card';
import { EmailField } from '../forms/fields';
import { FormProblem } from '../forms/form-problem';
import { validators } from '../forms/validators';
import { m } from '../messages';

export function ForgotPasswordPage() {
  const { register, handleSubmit, formState } = useForm({ defaultValues: { email: '' } });
  const request = useMutation({
    mutationFn: (values: { email: string }) => api.post('/auth/password-reset', values),
  });
  return (
    <AuthCard title={m.account.forgotTitle} text={m.account.forgotText}>
      <form
        noValidate
        onSubmit={(event) => void handleSubmit((values) => request.mutate(values))(event)}
        className="flex flex-col gap-4"
      >
        <EmailField field={register('email', validators.email)} error={formState.errors.email?.message} />
        <FormProblem error={request.error} />
        {/* The same words whether the account exists or not. */}
        {request.isSuccess && <Notice tone="good">{m.account.resetSent}</Notice>}
        <Button type="submit" look="primary" size="large" busy={request.isPending}>
          {m.account.sendLink}
        </Button>
      </form>
    </AuthCard>
  );
}
