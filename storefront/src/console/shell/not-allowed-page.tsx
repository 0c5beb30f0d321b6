import type { AccountView } from '@orderwire/contracts';
import { Button, buttonClasses } from '../../ui/button';
import { m } from '../messages';
import { EntryPage } from './entry-page';
import { useSignOut } from './sign-out';

/** A customer is signed in. */
export function NotAllowedPage({ account }: { account: AccountView }) {
  const t = m.shell.notAllowed;
  const signOut = useSignOut();
  return (
    <EntryPage title={t.title} lead={t.lead(account.email)}>
      <div className="flex flex-col gap-3">
        <a href="/" className={buttonClasses('primary', 'large')}>
          {m.shell.signIn.toShop}
        </a>
        <Button size="large" busy={signOut.isPending} onClick={() => signOut.mutate()}>
          {t.other}
        </Button>
      </div>
    </EntryPage>
  );
}
