import { decimal, unitPrice } from '../content/amounts.js';
import type { ContentLine, DocumentContent } from '../content/content.js';
import { textsOf } from '../content/languages.js';
import { taxCategories } from './tax-categories.js';
import type { XmlElements } from './xml.js';

/** UN/ECE Recommendation 20: one unit. */
const UNIT = 'C62';

/** One line. Its amounts are net; a line that is not subject to tax has no rate (BR-O-05). */
export function lineItem(line: ContentLine, id: number, content: DocumentContent): XmlElements {
  const { name, quantity, tax } = line;
  const { code } = taxCategories[tax.reason];
  return {
    'ram:AssociatedDocumentLineDocument': { 'ram:LineID': String(id) },
    'ram:SpecifiedTradeProduct': { 'ram:Name': name || textsOf(content.locale).refundLine(tax.percentage) },
    'ram:SpecifiedLineTradeAgreement': {
      'ram:NetPriceProductTradePrice': {
        'ram:ChargeAmount': unitPrice(tax.taxableAmount, quantity, content.currency),
      },
    },
    'ram:SpecifiedLineTradeDelivery': { 'ram:BilledQuantity': { '@unitCode': UNIT, '#': String(quantity) } },
    'ram:SpecifiedLineTradeSettlement': {
      'ram:ApplicableTradeTax': {
        'ram:TypeCode': 'VAT',
        'ram:CategoryCode': code,
        'ram:RateApplicablePercent': code === 'O' ? undefined : String(tax.percentage),
      },
      'ram:SpecifiedTradeSettlementLineMonetarySummation': {
        'ram:LineTotalAmount': decimal(tax.taxableAmount, content.currency),
      },
    },
  };
}
