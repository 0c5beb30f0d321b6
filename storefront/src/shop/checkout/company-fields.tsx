import type { UseFormReturn } from 'react-hook-form';
import { CheckboxField, TextField } from '../../ui/field';
import { m } from '../messages';
import { AddressFields } from './address-fields';
import type { CheckoutValues } from './checkout-form';

/** Who the invoice is for, if not the person at the shipping address. */
export function CompanyFields({ form }: { form: UseFormReturn<CheckoutValues> }) {
  const { errors } = form.formState;
  const [isCompany, hasBillingAddress] = form.watch(['isCompany', 'hasBillingAddress']);
  return (
    <div className="flex flex-col gap-4">
      <CheckboxField
        {...form.register('isCompany')}
        label={m.checkout.isCompany}
        hint={m.checkout.isCompanyHint}
      />
      {isCompany && (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            {...form.register('billing.companyName', {
              validate: (value, { isCompany: needed }) =>
                !needed || value.trim() !== '' || m.problems.required,
            })}
            label={m.checkout.companyName}
            autoComplete="billing organization"
            required
            maxLength={200}
            error={errors.billing?.companyName?.message}
            className="sm:col-span-2"
          />
          <TextField
            {...form.register('billing.vatId')}
            label={m.address.optional(m.checkout.vatId)}
            hint={m.checkout.vatIdHint}
            autoComplete="off"
            maxLength={50}
            error={errors.billing?.vatId?.message}
          />
          <TextField
            {...form.register('billing.buyerReference')}
            label={m.address.optional(m.checkout.buyerReference)}
            hint={m.checkout.buyerReferenceHint}
            autoComplete="off"
            maxLength={100}
            error={errors.billing?.buyerReference?.message}
          />
        </div>
      )}
      <CheckboxField {...form.register('hasBillingAddress')} label={m.checkout.hasBillingAddress} />
      {hasBillingAddress && <AddressFields form={form} path="billing.address" section="billing" />}
    </div>
  );
}
