import { useSearch } from '@tanstack/react-router';
import { TextLink } from '../../ui/button';
import { AuthCard } from '../sign-in/auth-card';
import { SignInForm } from '../sign-in/sign-in-form';
import { useContinueOnceSignedIn } from '../sign-in/use-continue';
import { m } from '../messages';

export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' });
  useContinueOnceSignedIn();
  return (
    <AuthCard title={m.account.signIn} text={next ? m.account.signInToContinue : undefined}>
      <SignInForm />
      <p className="mt-6 border-t border-line pt-4 text-sm text-soft">
        {m.account.noAccount}{' '}
        <TextLink to="/register" search>
          {m.account.register}
        </TextLink>
      </p>
    </AuthCard>
  );
}
