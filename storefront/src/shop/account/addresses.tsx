import type { AccountView } from '@orderwire/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button';
import { addressLines } from '../checkout/address';
import { m } from '../messages';
import { AddressDialog } from './address-dialog';
import { FormProblem } from '../forms/form-problem';
import { useUpdateProfile } from './use-update-profile';

/** The limit of the contract. */
const MAX_ADDRESSES = 10;

/** The addresses of the account. The first one fills the checkout. */
export function Addresses({ account: { addresses } }: { account: AccountView }) {
  const update = useUpdateProfile();
  /** The position of the address in the dialog; one past the last: a new one. */
  const [edited, setEdited] = useState<number>();
  const remove = (index: number) => update.mutate({ addresses: addresses.filter((_, at) => at !== index) });
  const makeFirst = (index: number) =>
    update.mutate({
      addresses: [...addresses.slice(index, index + 1), ...addresses.filter((_, at) => at !== index)],
    });
  return (
    <div className="flex flex-col items-start gap-4">
      {addresses.length === 0 && <p className="text-sm text-soft">{m.account.noAddresses}</p>}
      <ul className="grid w-full gap-3 sm:grid-cols-2">
        {addresses.map((address, index) => (
          <li key={index} className="flex flex-col rounded-xl border border-line p-4 text-sm">
            <address className="flex-1 not-italic">
              {addressLines(address).map((line, at) => (
                <span key={at} className="block break-words">
                  {line}
                </span>
              ))}
            </address>
            <div className="mt-3 -ml-2.5 flex flex-wrap gap-1">
              <Button size="small" look="quiet" onClick={() => setEdited(index)}>
                {m.account.edit}
              </Button>
              <Button size="small" look="quiet" disabled={update.isPending} onClick={() => remove(index)}>
                {m.account.remove}
              </Button>
              {index > 0 && (
                <Button
                  size="small"
                  look="quiet"
                  disabled={update.isPending}
                  onClick={() => makeFirst(index)}
                >
                  {m.account.makeFirst}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      <FormProblem error={update.error} />
      {addresses.length < MAX_ADDRESSES && (
        <Button onClick={() => setEdited(addresses.length)}>
          <Plus aria-hidden className="size-4" />
          {m.account.addAddress}
        </Button>
      )}
      {edited !== undefined && (
        <AddressDialog
          address={addresses[edited]}
          onClose={() => setEdited(undefined)}
          onSave={(address) => [...addresses.slice(0, edited), address, ...addresses.slice(edited + 1)]}
        />
      )}
    </div>
  );
}
