import type { Address } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import {
  addressOf,
  type AddressValues,
  addressValues,
  emptyAddress,
  guessedCountry,
} from '../checkout/address';
import { AddressFields } from '../checkout/address-fields';
import { Problem } from '../../api/problem';
import { m } from '../messages';
import { showViolations } from '../problems';
import { FormProblem } from '../forms/form-problem';
import { useUpdateProfile } from './use-update-profile';

/** Adds or changes an address. `onSave` returns the whole list with it. */
export function AddressDialog({
  address,
  onClose,
  onSave,
}: {
  address: Address | undefined;
  onClose: () => void;
  onSave: (address: Address) => Address[];
}) {
  const update = useUpdateProfile();
  const form = useForm<AddressValues>({
    defaultValues: address ? addressValues(address) : { ...emptyAddress, country: guessedCountry() },
  });
  const save = form.handleSubmit((values) =>
    update.mutate(
      { addresses: onSave(addressOf(values)) },
      {
        onSuccess: onClose,
        onError: (error) =>
          // Violations name the position in the list: `addresses.2.postalCode`.
          showViolations(
            error instanceof Problem ? withoutPosition(error) : error,
            Object.keys(emptyAddress) as (keyof AddressValues)[],
            form.setError,
          ),
      },
    ),
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={address ? m.account.editAddress : m.account.addAddress}
      closeLabel={m.close}
    >
      <form noValidate onSubmit={(event) => void save(event)} className="flex flex-col gap-5">
        <AddressFields form={form} path="" section="shipping" />
        <FormProblem error={update.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{m.account.discard}</Button>
          <Button type="submit" look="primary" busy={update.isPending}>
            {m.account.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const withoutPosition = ({ status, code, message, details, violations }: Problem): Problem =>
  new Problem(
    status,
    code,
    message,
    details,
    violations.map(({ path, message: why }) => ({
      path: path.replace(/^addresses\.\d+\./, ''),
      message: why,
    })),
  );
