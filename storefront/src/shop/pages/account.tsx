import type { AccountView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useAccount } from '../../api/use-session';
import { LinkButton } from '../../ui/button';
import { AccountSection } from '../account/account-section';
import { Addresses } from '../account/addresses';
import { DeleteAccount } from '../account/delete-account';
import { EmailSettings, VerifyBanner } from '../account/email-settings';
import { PasswordForm } from '../account/password-form';
import { Preferences } from '../account/preferences';
import { ProfileForm } from '../account/profile-form';
import { profileQuery } from '../account/queries';
import { PageSkeleton } from '../layout/page-skeleton';
import { m } from '../messages';
import { PageHeading } from '../page-heading';
import { ProblemNotice } from '../problems';

export function AccountPage() {
  const account = useAccount();
  return account ? (
    <SignedIn id={account.id} />
  ) : (
    <Navigate to="/sign-in" search={{ next: '/account' }} replace />
  );
}

function SignedIn({ id }: { id: string }) {
  const { data: account, error, refetch } = useQuery(profileQuery(id));
  if (account) return <Sections account={account} />;
  return error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <PageSkeleton />;
}

const Sections = ({ account }: { account: AccountView }) => (
  <>
    <PageHeading title={m.account.title} />
    <p className="mt-1 text-soft">{m.account.signedInAs(account.email)}</p>
    <div className="mt-6 flex flex-col gap-5">
      {!account.emailVerified && <VerifyBanner />}
      <AccountSection title={m.account.profile}>
        <ProfileForm account={account} />
      </AccountSection>
      <AccountSection title={m.account.addresses} text={m.account.addressesText}>
        <Addresses account={account} />
      </AccountSection>
      <AccountSection title={m.account.emailTitle} text={m.account.emailText}>
        <EmailSettings account={account} />
      </AccountSection>
      <AccountSection title={m.account.passwordTitle} text={m.account.passwordText}>
        <PasswordForm />
      </AccountSection>
      <AccountSection title={m.account.messages} text={m.account.messagesText}>
        <Preferences hasPhone={account.phone !== null} />
      </AccountSection>
      <AccountSection title={m.account.sessionsTitle} text={m.account.sessionsText}>
        <LinkButton to="/account/sessions">{m.account.showSessions}</LinkButton>
      </AccountSection>
      <AccountSection title={m.account.deleteAccount} text={m.account.deleteIntro}>
        <DeleteAccount />
      </AccountSection>
    </div>
  </>
);
