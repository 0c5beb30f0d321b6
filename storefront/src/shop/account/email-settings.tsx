import type { AccountView } from '@orderwire/contracts';
import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { Button } from '../../ui/button';
import { Badge, Notice } from '../../ui/states';
import { m } from '../messages';
import { problemText, showViolations } from '../problems';
import { EmailField, PasswordField } from '../forms/fields';
import { FormProblem } from '../forms/form-problem';
import { validators } from '../forms/validators';

const empty = { newEmail: '', password: '' };

/** The address of the account. A new one counts once its owner has opened the link in the mail. */
export function EmailSettings({ account }: { account: AccountView }) {
  const { register, handleSubmit, formState, setError, reset } = useForm({ defaultValues: empty });
  const change = useMutation({
    mutationFn: (values: typeof empty) => api.post('/auth/email-change', values),
    onSuccess: () => reset(),
    onError: (error) => showViolations(error, ['newEmail', 'password'], setError),
  });
  const { errors } = formState;
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <span className="break-all">{account.email}</span>
        <Badge tone={account.emailVerified ? 'good' : 'warn'}>
          {account.emailVerified ? m.account.verified : m.account.unverified}
        </Badge>
      </p>
      <form
        noValidate
        onSubmit={(event) => void handleSubmit((values) => change.mutate(values))(event)}
        className="grid max-w-xl gap-4 sm:grid-cols-2"
      >
        <EmailField
          label={m.account.newEmail}
          field={register('newEmail', validators.email)}
          error={errors.newEmail?.message}
        />
        <PasswordField
          label={m.account.currentPassword}
          field={register('password', validators.password)}
          error={errors.password?.message}
        />
        <div className="flex flex-col items-start gap-3 sm:col-span-2">
          {change.isSuccess && <Notice tone="good">{m.account.emailChangeSent}</Notice>}
          <FormProblem error={change.error} />
          <Button type="submit" busy={change.isPending}>
            {m.account.changeEmail}
          </Button>
        </div>
      </form>
    </div>
  );
}

/** Asks for the verification of the address, and why it is worth it. */
export function VerifyBanner() {
  const request = useMutation({ mutationFn: () => api.post('/auth/email-verification') });
  return (
    <Notice
      tone={request.error ? 'bad' : request.isSuccess ? 'good' : 'warn'}
      title={request.isSuccess ? m.account.verificationSent : m.account.verifyBanner}
    >
      <p>{request.error ? problemText(request.error) : m.account.verifyBannerText}</p>
      {!request.isSuccess && (
        <Button size="small" busy={request.isPending} onClick={() => request.mutate()} className="mt-2">
          {m.account.sendLink}
        </Button>
      )}
    </Notice>
  );
}
