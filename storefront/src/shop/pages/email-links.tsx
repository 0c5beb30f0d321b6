import type { AccountView } from '@orderwire/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { rememberAccount } from '../../api/session';
import { useAccount } from '../../api/use-session';
import { queryClient } from '../../api/query-client';
import { Button, LinkButton } from '../../ui/button';
import { Notice } from '../../ui/states';
import { AuthCard } from '../sign-in/auth-card';
import { FormProblem } from '../forms/form-problem';
import { SignInForm } from '../sign-in/sign-in-form';
import { forgetFragmentToken, fragmentToken } from '../fragment-token';
import { m } from '../messages';

export const VerifyEmailPage = () => (
  <EmailLink
    path="/auth/email-verification/confirm"
    title={m.account.verifyTitle}
    text={m.account.verifyText}
    done={m.account.verifyDone}
  />
);

export const ConfirmEmailPage = () => (
  <EmailLink
    path="/auth/email-change/confirm"
    title={m.account.confirmTitle}
    text={m.account.confirmText}
    done={m.account.confirmDone}
  />
);

/**
 * Uses the one-time token of a mail. The owner of the account has to be signed in, and presses a
 * button: mail programs that open links use no token.
 */
function EmailLink({ path, title, text, done }: { path: string; title: string; text: string; done: string }) {
  const account = useAccount();
  // A rendering after its use must not lose it.
  const [token] = useState(() => fragmentToken());
  const confirmation = useMutation({
    mutationFn: () => api.post<AccountView>(path, { token }),
    onSuccess: (changed) => {
      forgetFragmentToken();
      rememberAccount(changed);
      void queryClient.invalidateQueries();
    },
  });
  if (confirmation.isSuccess)
    return (
      <AuthCard title={done} text={m.account.emailNow(confirmation.data.email)}>
        <LinkButton to="/orders" look="primary">
          {m.order.toOrders}
        </LinkButton>
      </AuthCard>
    );
  if (!token)
    return (
      <AuthCard title={title}>
        <Notice tone="bad">{m.account.linkMissing}</Notice>
        <LinkButton to="/account" className="mt-4">
          {m.account.title}
        </LinkButton>
      </AuthCard>
    );
  if (!account)
    return (
      <AuthCard title={title} text={m.account.linkNeedsSignIn}>
        <SignInForm onDone={() => confirmation.mutate()} />
      </AuthCard>
    );
  return (
    <AuthCard title={title} text={text}>
      <div className="flex flex-col items-start gap-4">
        <FormProblem error={confirmation.error} />
        <Button
          look="primary"
          size="large"
          busy={confirmation.isPending}
          onClick={() => confirmation.mutate()}
        >
          {title}
        </Button>
      </div>
    </AuthCard>
  );
}
