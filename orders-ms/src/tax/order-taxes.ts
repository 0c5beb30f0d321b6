import { currencyRules, type OrderTax, type TaxClass, type TaxReason } from '@orderwire/contracts';
import { sum, taxesOf, withoutTax } from './tax-arithmetic.js';
import { decideTax, type Supply, type TaxDecision } from './tax-decision.js';
import { percentageOf, type TaxRates } from './tax-rates.js';

/** What the tax of a line depends on. */
interface TaxableLine {
  /** Minor units, as the catalogue has it. */
  unitAmount: number;
  quantity: number;
  taxClass: TaxClass;
}

/** The tax of a stored line; null in lines of orders from before taxes. */
export interface StoredLineTax {
  taxReason: TaxReason | null;
  /** In 1/10000 %. */
  taxPercentage: number | null;
  /** Net, in minor units. */
  taxableAmount: number | null;
  taxAmount: number | null;
}

/** Price and tax of a line. */
interface TaxedLine {
  /** Without the seller's own tax where the law frees the supply. */
  unitAmount: number;
  taxReason: TaxReason;
  taxPercentage: number;
  taxableAmount: number;
  taxAmount: number;
}

interface TaxedOrder {
  /** In the order of the lines that were taxed. */
  lines: TaxedLine[];
  taxes: OrderTax[];
  /** All taxes. */
  taxAmount: number;
  /** Those that the prices of the lines do not include. */
  addedAmount: number;
}

/**
 * Taxes the lines of an order. Lines of one reason and percentage are taxed together, so that rounding
 * happens once per tax. Amounts beyond 2^53 are not exact: `totalOf` refuses them.
 */
export function taxOrder(
  lines: readonly TaxableLine[],
  supply: Supply,
  rates: TaxRates,
  currency: string,
): TaxedOrder {
  const { step } = currencyRules(currency);
  const priced = lines.map((line) => {
    const decision = decideTax(supply, rates, line.taxClass);
    const { takenOut } = decision;
    const unitAmount = takenOut > 0 ? withoutTax(line.unitAmount, takenOut, step) : line.unitAmount;
    return { decision, unitAmount, amount: BigInt(unitAmount) * BigInt(line.quantity), tax: 0n };
  });
  const taxes = [...groupByTax(priced)].map((group) => {
    const { decision } = group[0]!;
    const shares = taxesOf(
      group.map(({ amount }) => amount),
      decision,
      step,
    );
    group.forEach((line, n) => (line.tax = shares[n]!));
    return orderTax(decision, sum(group.map(netOf)), sum(shares));
  });
  const total = (counted: readonly OrderTax[]) => counted.reduce((all, { amount }) => all + amount, 0);
  return {
    lines: priced.map((taxed) => ({
      unitAmount: taxed.unitAmount,
      taxReason: taxed.decision.reason,
      taxPercentage: taxed.decision.percentage,
      taxableAmount: Number(netOf(taxed)),
      taxAmount: Number(taxed.tax),
    })),
    taxes,
    taxAmount: total(taxes),
    addedAmount: total(taxes.filter(({ inclusive }) => !inclusive)),
  };
}

interface Taxed {
  decision: TaxDecision;
  amount: bigint;
  tax: bigint;
}

const netOf = ({ decision, amount, tax }: Taxed): bigint => (decision.inclusive ? amount - tax : amount);

/** Two rates of one reason and percentage differ when only one of them is included. */
function groupByTax<Line extends Taxed>(lines: readonly Line[]): Iterable<Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const { reason, percentage, inclusive } = line.decision;
    const key = `${reason} ${percentage} ${inclusive}`;
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  return groups.values();
}

const orderTax = (
  { name, country, reason, percentage, inclusive }: TaxDecision,
  net: bigint,
  tax: bigint,
): OrderTax => ({
  name,
  country,
  reason,
  percentage: percentageOf(percentage),
  inclusive,
  taxableAmount: Number(net),
  amount: Number(tax),
});
