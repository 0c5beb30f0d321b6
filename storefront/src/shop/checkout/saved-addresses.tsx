import type { UseFormReturn } from 'react-hook-form';
import { useAccount } from '../../api/use-session';
import { SelectField } from '../../ui/field';
import { m } from '../messages';
import { addressValues } from './address';
import type { CheckoutValues } from './checkout-form';

/** Fills the shipping address from one of the account's addresses. */
export function SavedAddresses({ form }: { form: UseFormReturn<CheckoutValues> }) {
  const addresses = useAccount()?.addresses ?? [];
  if (addresses.length === 0) return null;
  const choose = (index: string) => {
    const address = addresses[Number(index)];
    if (index === '' || !address) return;
    form.setValue('shippingAddress', addressValues(address), { shouldDirty: true });
    form.clearErrors('shippingAddress');
  };
  return (
    <SelectField
      label={m.checkout.savedAddress}
      defaultValue=""
      onChange={({ target }) => choose(target.value)}
      className="mb-4"
    >
      <option value="">{m.checkout.chooseSavedAddress}</option>
      {addresses.map(({ name, line1, city }, index) => (
        <option key={index} value={index}>
          {[name, line1, city].join(', ')}
        </option>
      ))}
    </SelectField>
  );
}
