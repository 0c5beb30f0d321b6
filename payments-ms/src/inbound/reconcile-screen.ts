import type { AccountBalance } from '../domain/ledger.js';
import { COMPARED, type Report, unhealedOf } from '../domain/reconciliation.js';

/** What a reconciliation compared, healed and could not heal, in lines for people. */
export function summary(report: Report, dryRun: boolean): string[] {
  const compared = COMPARED.map((what) => `${report.compared[what]} ${what}`).join(', ');
  return [
    `compared    ${compared}`,
    `healed      ${dryRun ? 'nothing: this was a dry run' : counted(report.healed)}`,
    `not healed  ${counted(report.unhealed)}`,
    ...Object.entries(report.difference)
      .filter(([, amount]) => amount !== 0)
      .map(
        ([currency, amount]) =>
          `            Stripe's balance transactions and the account book differ by ${amount} ${currency}`,
      ),
    unhealedOf(report) === 0 ? 'All is well.' : 'Look at what was not healed: each line above names it.',
  ];
}

/** The trial balance: a line per account, a column per currency; each column sums to zero. */
export function trialBalance(balances: readonly AccountBalance[]): string[] {
  if (balances.length === 0) return ['Nothing stands in the account book.'];
  const currencies = [...new Set(balances.map(({ currency }) => currency))];
  const accounts = [...new Set(balances.map(({ account }) => account))].toSorted();
  const of = (account: string, currency: string) =>
    balances.find((one) => one.account === account && one.currency === currency)?.balance ?? 0n;
  const sum = (currency: string) => accounts.reduce((total, account) => total + of(account, currency), 0n);
  const line = (name: string, cells: (currency: string) => string) =>
    `  ${name.padEnd(15)}${currencies.map((currency) => cells(currency).padStart(16)).join('')}`;
  return [
    'Account book, in minor units:',
    line('', (currency) => currency),
    ...accounts.map((account) => line(account, (currency) => String(of(account, currency)))),
    line('sum', (currency) => String(sum(currency))),
  ];
}

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ') || 'nothing';
