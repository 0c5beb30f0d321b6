import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import type { SessionReply } from '../../api/session';
import { Button, TextLink } from '../../ui/button';
import { m } from '../messages';
import { EmailField, PasswordField } from '../forms/fields';
import { FormProblem } from '../forms/form-problem';
import { sessionStarted } from './session-change';
import { validators } from '../forms/validators';

interface Credentials {
  email: string;
  password: string;
}

/** Signs in where it stands: on its page, or in a dialog of another one. */
export function SignInForm({ onDone }: { onDone?: () => void }) {
  const { register, handleSubmit, formState } = useForm<Credentials>({
    defaultValues: { email: '', password: '' },
  });
  const signIn = useMutation({
    mutationFn: (credentials: Credentials) => api.post<SessionReply>('/auth/login', credentials),
    onSuccess: (reply) => {
      sessionStarted(reply);
      onDone?.();
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        // A form around the dialog must not be submitted: React lets events rise through portals.
        event.stopPropagation();
        void handleSubmit((values) => signIn.mutate(values))(event);
      }}
      className="flex flex-col gap-4"
    >
      <EmailField field={register('email', validators.email)} error={formState.errors.email?.message} />
      <PasswordField
        field={register('password', validators.password)}
        error={formState.errors.password?.message}
      />
      <FormProblem error={signIn.error} />
      <Button type="submit" look="primary" size="large" busy={signIn.isPending}>
        {m.account.signIn}
      </Button>
      <p className="text-sm">
        <TextLink to="/forgot-password">{m.account.forgot}</TextLink>
      </p>
    </form>
  );
}
