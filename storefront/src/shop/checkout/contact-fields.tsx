import { useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useAccount } from '../../api/use-session';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { SignInForm } from '../sign-in/sign-in-form';
import { isEmail } from '../forms/rules';
import { m } from '../messages';
import type { CheckoutValues } from './checkout-form';

/** The address of mails about the order, and the sign-in that keeps the form. */
export function ContactFields({ form }: { form: UseFormReturn<CheckoutValues> }) {
  const account = useAccount();
  const [signingIn, setSigningIn] = useState(false);
  return (
    <div className="flex flex-col gap-3">
      {account ? (
        <p className="text-sm text-soft">{m.checkout.signedInAs(account.name)}</p>
      ) : (
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-soft">
          {m.checkout.haveAccount}
          <Button size="small" onClick={() => setSigningIn(true)}>
            {m.layout.signIn}
          </Button>
        </p>
      )}
      <TextField
        {...form.register('email', { validate: (value) => isEmail(value) || m.problems.byField['email'] })}
        type="email"
        label={m.checkout.email}
        hint={m.checkout.emailHint}
        autoComplete="email"
        required
        maxLength={320}
        error={form.formState.errors.email?.message}
      />
      <Dialog
        open={signingIn && !account}
        onClose={() => setSigningIn(false)}
        title={m.account.signIn}
        description={m.checkout.signInKeepsForm}
        closeLabel={m.close}
      >
        <SignInForm onDone={() => setSigningIn(false)} />
      </Dialog>
    </div>
  );
}
