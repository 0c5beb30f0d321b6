import type { Address, DocumentKind, OrderTax } from '@orderwire/contracts';
import { decimal } from '../content/amounts.js';
import {
  type Buyer,
  dateIn,
  type DocumentContent,
  type IssuedDocument,
  type Seller,
} from '../content/content.js';
import { lineItem } from './cii-line.js';
import { taxCategories } from './tax-categories.js';
import { type XmlElements, xmlDocument, type XmlValue } from './xml.js';

/** Specification identifiers (BT-24): the EN 16931 profile of Factur-X, and XRechnung 3.0. */
const guidelines = {
  'factur-x': 'urn:cen.eu:en16931:2017',
  xrechnung: 'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0',
} as const;

export type Profile = keyof typeof guidelines;

/** Codes of UNTDID 1001. */
const typeCodes: Readonly<Record<DocumentKind, string>> = {
  invoice: '380',
  credit_note: '381',
  debit_note: '383',
};

const PAID_ONLINE = '68';

/**
 * The document as Cross Industry Invoice (UN/CEFACT D16B), the XML of Factur-X, ZUGFeRD and XRechnung.
 * The order of the elements is that of the schema.
 */
export function crossIndustryInvoice(document: IssuedDocument, profile: Profile): string {
  const { number, issuedAt, content } = document;
  const { timeZone } = content.seller;
  const untaxed = isUntaxed(content);
  return xmlDocument({
    'rsm:CrossIndustryInvoice': {
      '@xmlns:rsm': 'urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100',
      '@xmlns:qdt': 'urn:un:unece:uncefact:data:standard:QualifiedDataType:100',
      '@xmlns:ram': 'urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100',
      '@xmlns:udt': 'urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100',
      'rsm:ExchangedDocumentContext': {
        ...(profile === 'xrechnung' && {
          'ram:BusinessProcessSpecifiedDocumentContextParameter': {
            'ram:ID': 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0',
          },
        }),
        'ram:GuidelineSpecifiedDocumentContextParameter': { 'ram:ID': guidelines[profile] },
      },
      'rsm:ExchangedDocument': {
        'ram:ID': number,
        // XRechnung has no code for debit notes: there it is an invoice that refers to the credit note.
        'ram:TypeCode':
          profile === 'xrechnung' && content.kind === 'debit_note'
            ? typeCodes.invoice
            : typeCodes[content.kind],
        'ram:IssueDateTime': { 'udt:DateTimeString': date(issuedAt, timeZone) },
      },
      'rsm:SupplyChainTradeTransaction': {
        'ram:IncludedSupplyChainTradeLineItem': content.lines.map((line, n) =>
          lineItem(line, n + 1, content),
        ),
        'ram:ApplicableHeaderTradeAgreement': {
          // XRechnung requires a reference of the buyer.
          'ram:BuyerReference': content.buyer.reference ?? content.orderId,
          'ram:SellerTradeParty': sellerParty(content.seller, untaxed, profile),
          'ram:BuyerTradeParty': buyerParty(content.buyer, untaxed, profile),
          'ram:SellerOrderReferencedDocument': { 'ram:IssuerAssignedID': content.orderId },
        },
        'ram:ApplicableHeaderTradeDelivery': {
          ...(content.deliverTo && {
            'ram:ShipToTradeParty': {
              'ram:Name': content.deliverTo.name,
              'ram:PostalTradeAddress': postalAddress(content.deliverTo, profile),
            },
          }),
          'ram:ActualDeliverySupplyChainEvent': {
            'ram:OccurrenceDateTime': { 'udt:DateTimeString': date(content.suppliedAt, timeZone) },
          },
        },
        'ram:ApplicableHeaderTradeSettlement': settlement(content, timeZone),
      },
    },
  });
}

/** EN 16931 forbids VAT ids in a document that is not subject to VAT (BR-O-02). */
const isUntaxed = ({ taxes }: DocumentContent): boolean =>
  taxes.some(({ reason }) => reason === 'not_subject_to_tax');

function sellerParty(seller: Seller, untaxed: boolean, profile: Profile): XmlElements {
  const { name, vatId, taxNumber, registration, contact, phone, email } = seller;
  return {
    // A seller needs an identifier of some kind (BR-CO-26).
    'ram:ID': untaxed && !registration ? (taxNumber ?? vatId) : undefined,
    'ram:Name': name,
    'ram:SpecifiedLegalOrganization': registration ? { 'ram:ID': registration } : undefined,
    'ram:DefinedTradeContact': {
      'ram:PersonName': contact,
      'ram:TelephoneUniversalCommunication': { 'ram:CompleteNumber': phone },
      'ram:EmailURIUniversalCommunication': { 'ram:URIID': email },
    },
    'ram:PostalTradeAddress': postalAddress(seller, profile),
    'ram:URIUniversalCommunication': electronicAddress(email),
    'ram:SpecifiedTaxRegistration': untaxed
      ? undefined
      : [registered('FC', taxNumber), registered('VA', vatId)],
  };
}

const buyerParty = (
  { name, email, address, vatId }: Buyer,
  untaxed: boolean,
  profile: Profile,
): XmlElements => ({
  'ram:Name': name ?? email ?? '',
  'ram:PostalTradeAddress': address ? postalAddress(address, profile) : undefined,
  'ram:URIUniversalCommunication': email ? electronicAddress(email) : undefined,
  'ram:SpecifiedTaxRegistration': untaxed ? undefined : registered('VA', vatId ?? undefined),
});

const registered = (scheme: 'VA' | 'FC', id: string | undefined): XmlElements | undefined =>
  id === undefined ? undefined : { 'ram:ID': { '@schemeID': scheme, '#': id } };

const electronicAddress = (email: string): XmlElements => ({
  'ram:URIID': { '@schemeID': 'EM', '#': email },
});

const postalAddress = (address: Omit<Address, 'name'>, profile: Profile): XmlElements => ({
  // XRechnung requires one, also of countries without postal codes (BR-DE-9, BR-DE-11).
  'ram:PostcodeCode': address.postalCode || (profile === 'xrechnung' ? '-' : undefined),
  'ram:LineOne': address.line1,
  'ram:LineTwo': address.line2 || undefined,
  'ram:CityName': address.city,
  // The ISO list of EN 16931 has no Kosovo; 1A is its code there.
  'ram:CountryID': address.country === 'XK' ? '1A' : address.country,
  'ram:CountrySubDivisionName': address.state || undefined,
});

function settlement(content: DocumentContent, timeZone: string): XmlElements {
  const { currency, taxes, netAmount, taxAmount, totalAmount, refersTo } = content;
  const amount = (value: number): string => decimal(value, currency);
  return {
    'ram:InvoiceCurrencyCode': currency.toUpperCase(),
    'ram:SpecifiedTradeSettlementPaymentMeans': { 'ram:TypeCode': PAID_ONLINE },
    'ram:ApplicableTradeTax': byCategory(taxes).map((tax): XmlElements => {
      const { code, exemption } = taxCategories[tax.reason];
      return {
        'ram:CalculatedAmount': amount(tax.amount),
        'ram:TypeCode': 'VAT',
        'ram:ExemptionReason': exemption?.text,
        'ram:BasisAmount': amount(tax.taxableAmount),
        'ram:CategoryCode': code,
        'ram:ExemptionReasonCode': exemption?.code,
        'ram:RateApplicablePercent': String(tax.percentage),
      };
    }),
    'ram:SpecifiedTradeSettlementHeaderMonetarySummation': {
      'ram:LineTotalAmount': amount(netAmount),
      'ram:TaxBasisTotalAmount': amount(netAmount),
      'ram:TaxTotalAmount': { '@currencyID': currency.toUpperCase(), '#': amount(taxAmount) },
      'ram:GrandTotalAmount': amount(totalAmount),
      // The order is paid, and the refund is made, before its document is issued.
      'ram:TotalPrepaidAmount': amount(totalAmount),
      'ram:DuePayableAmount': amount(0),
    },
    ...(refersTo && {
      'ram:InvoiceReferencedDocument': {
        'ram:IssuerAssignedID': refersTo.number,
        'ram:FormattedIssueDateTime': { 'qdt:DateTimeString': date(refersTo.issuedAt, timeZone) },
      },
    }),
  };
}

/** EN 16931 has one tax for each category and rate, whether prices include it or not. */
function byCategory(taxes: readonly OrderTax[]): OrderTax[] {
  const merged = new Map<string, OrderTax>();
  for (const tax of taxes) {
    const key = `${taxCategories[tax.reason].code} ${tax.percentage}`;
    const { taxableAmount = 0, amount = 0 } = merged.get(key) ?? {};
    merged.set(key, {
      ...tax,
      taxableAmount: tax.taxableAmount + taxableAmount,
      amount: tax.amount + amount,
    });
  }
  return [...merged.values()];
}

const date = (time: string, timeZone: string): XmlValue => ({
  '@format': '102',
  '#': dateIn(time, timeZone).replaceAll('-', ''),
});
