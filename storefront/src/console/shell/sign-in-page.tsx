import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { rememberSession, type SessionReply } from '../../api/session';
import { Button, buttonClasses } from '../../ui/button';
import { TextField } from '../../ui/field';
import { m } from '../messages';
import { EntryPage } from './entry-page';
import { ProblemNotice } from './problem-notice';

interface Credentials {
  email: string;
  password: string;
}

/** Asks for an account; the page behind it opens when it is signed in. */
export function SignInPage() {
  const t = m.shell.signIn;
  const form = useForm<Credentials>();
  const signIn = useMutation({
    mutationFn: (credentials: Credentials) => api.post<SessionReply>('/auth/login', credentials),
    onSuccess: rememberSession,
    onError: () => form.resetField('password'),
  });
  return (
    <EntryPage title={t.title} lead={t.lead}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => void form.handleSubmit((values) => signIn.mutate(values))(event)}
      >
        {signIn.isError && <ProblemNotice error={signIn.error} />}
        <TextField
          label={t.email}
          type="email"
          autoComplete="username"
          required
          {...form.register('email')}
        />
        <TextField
          label={t.password}
          type="password"
          autoComplete="current-password"
          required
          {...form.register('password')}
        />
        <Button type="submit" look="primary" size="large" busy={signIn.isPending} className="mt-2">
          {t.submit}
        </Button>
        <a href="/" className={buttonClasses('quiet')}>
          {t.toShop}
        </a>
      </form>
    </EntryPage>
  );
}
