import type { TaxRateView } from '@orderwire/contracts';
import { Percent, Plus } from 'lucide-react';
import { m } from '../messages';
import { countryOptions } from '../parts/country-options';
import { DialogButton } from '../parts/dialog-button';
import type { FilterField } from '../parts/filter-fields';
import { ListPage } from '../parts/list-page';
import { byId, listSource } from '../parts/list-source';
import { useIsAdmin } from '../parts/use-role';
import { taxRateColumns } from './tax-rate-columns';
import { TaxRateForm } from './tax-rate-form';
import { taxRatesSearch, type TaxRatesSearch } from './tax-rates-search';

const t = m.taxRates;

const filters: readonly FilterField<TaxRatesSearch>[] = [
  { name: 'country', label: t.filters.country, options: countryOptions, inline: true },
];

const columnsFor = { admin: taxRateColumns(true), staff: taxRateColumns(false) };

export function TaxRatesPage() {
  const isAdmin = useIsAdmin();
  return (
    <ListPage<TaxRateView, TaxRatesSearch>
      title={t.title}
      lead={isAdmin ? t.lead : `${t.lead} ${t.onlyAdmins}`}
      actions={
        isAdmin && (
          <DialogButton look="primary" icon={Plus} label={t.create}>
            {(close) => <TaxRateForm close={close} />}
          </DialogButton>
        )
      }
      validate={taxRatesSearch}
      filters={filters}
      source={(search) => listSource<TaxRateView>('tax-rates', '/tax-rates', search, byId)}
      columns={isAdmin ? columnsFor.admin : columnsFor.staff}
      empty={{ icon: Percent, title: t.empty, lead: t.emptyLead }}
    />
  );
}
