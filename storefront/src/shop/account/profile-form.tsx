import type { AccountView } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { Button } from '../../ui/button';
import { SelectField, TextField } from '../../ui/field';
import { toast } from '../../ui/toast';
import { m } from '../messages';
import { showViolations } from '../problems';
import { FormProblem } from '../forms/form-problem';
import { useUpdateProfile } from './use-update-profile';
import { validators } from '../forms/validators';

/** E.164, once blanks and punctuation are gone. */
const isPhone = (value: string): boolean => value === '' || /^\+[1-9]\d{6,14}$/.test(value);
const withoutPunctuation = (value: string): string => value.replace(/[\s()./-]/g, '');

export function ProfileForm({ account }: { account: AccountView }) {
  const update = useUpdateProfile();
  const { register, handleSubmit, formState, setError } = useForm({
    defaultValues: { name: account.name, phone: account.phone ?? '', locale: account.locale ?? '' },
  });
  const { errors } = formState;
  const save = handleSubmit(({ name, phone, locale }) =>
    update.mutate(
      { name, phone: withoutPunctuation(phone) || null, locale: locale || null },
      {
        onSuccess: () => toast(m.account.saved),
        onError: (error) => showViolations(error, ['name', 'phone', 'locale'], setError),
      },
    ),
  );
  return (
    <form noValidate onSubmit={(event) => void save(event)} className="grid max-w-xl gap-4 sm:grid-cols-2">
      <TextField
        {...register('name', validators.required)}
        label={m.account.name}
        autoComplete="name"
        required
        maxLength={200}
        error={errors.name?.message}
        className="sm:col-span-2"
      />
      <TextField
        {...register('phone', {
          validate: (value) => isPhone(withoutPunctuation(value)) || m.problems.byField['phone'],
        })}
        type="tel"
        label={m.address.optional(m.account.phone)}
        hint={m.account.phoneHint}
        autoComplete="tel"
        maxLength={30}
        error={errors.phone?.message}
      />
      <SelectField
        {...register('locale')}
        label={m.account.mailLanguage}
        hint={m.account.mailLanguageHint}
        error={errors.locale?.message}
      >
        <option value="">{m.account.mailLanguageAuto}</option>
        <option value="en">English</option>
        <option value="es">Español</option>
        {/* Another language that a program has chosen stays. */}
        {account.locale && !['en', 'es'].includes(account.locale) && (
          <option value={account.locale}>{account.locale}</option>
        )}
      </SelectField>
      <div className="flex flex-col items-start gap-3 sm:col-span-2">
        <FormProblem error={update.error} />
        <Button type="submit" look="primary" busy={update.isPending}>
          {m.account.save}
        </Button>
      </div>
    </form>
  );
}
