import { Navigate, useSearch } from '@tanstack/react-router';
import { useAccount } from '../../api/use-session';
import { TextLink } from '../../ui/button';
import { AuthCard } from '../account/auth-card';
import { SignInForm } from '../account/sign-in-form';
import { useContinue } from '../account/use-continue';
import { m } from '../messages';

export function SignInPage() {
  const search = useSearch({ from: '/sign-in' });
  const proceed = useContinue();
  const account = useAccount();
  if (account && !search.next) return <Navigate to="/account" replace />;
  return (
    <AuthCard title={m.account.signIn} text={search.next ? m.account.signInToContinue : undefined}>
      <SignInForm onDone={proceed} />
      <p className="mt-6 border-t border-line pt-4 text-sm text-soft">
        {m.account.noAccount}{' '}
        <TextLink to="/register" search>
          {m.account.register}
        </TextLink>
      </p>
    </AuthCard>
  );
}
