import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import type { SessionReply } from '../../api/session';
import { Button, TextLink } from '../../ui/button';
import { TextField } from '../../ui/field';
import { AuthCard } from '../sign-in/auth-card';
import { EmailField, PasswordField } from '../forms/fields';
import { FormProblem } from '../forms/form-problem';
import { sessionStarted } from '../sign-in/session-change';
import { useContinueOnceSignedIn } from '../sign-in/use-continue';
import { validators } from '../forms/validators';
import { m } from '../messages';
import { showViolations } from '../problems';

const empty = { name: '', email: '', password: '' };

export function RegisterPage() {
  useContinueOnceSignedIn();
  const { register, handleSubmit, formState, setError } = useForm({ defaultValues: empty });
  const registration = useMutation({
    mutationFn: (values: typeof empty) => api.post<SessionReply>('/auth/register', values),
    onSuccess: sessionStarted,
    onError: (error) => showViolations(error, ['name', 'email', 'password'], setError),
  });
  const { errors } = formState;
  return (
    <AuthCard title={m.account.register} text={m.account.registerText}>
      <form
        noValidate
        onSubmit={(event) => void handleSubmit((values) => registration.mutate(values))(event)}
        className="flex flex-col gap-4"
      >
        <TextField
          {...register('name', validators.required)}
          label={m.account.name}
          autoComplete="name"
          required
          maxLength={200}
          error={errors.name?.message}
        />
        <EmailField field={register('email', validators.email)} error={errors.email?.message} />
        <PasswordField
          isNew
          field={register('password', validators.newPassword)}
          error={errors.password?.message}
        />
        <FormProblem error={registration.error} />
        <Button type="submit" look="primary" size="large" busy={registration.isPending}>
          {m.account.register}
        </Button>
      </form>
      <p className="mt-6 border-t border-line pt-4 text-sm text-soft">
        {m.account.haveAccount}{' '}
        <TextLink to="/sign-in" search>
          {m.account.signIn}
        </TextLink>
      </p>
    </AuthCard>
  );
}
