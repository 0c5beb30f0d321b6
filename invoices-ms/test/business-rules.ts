/** Namespaces of the rules. */
export const namespaces = {
  rsm: 'urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100',
  ram: 'urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100',
  udt: 'urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100',
};

const totals = '//ram:SpecifiedTradeSettlementHeaderMonetarySummation';
const settlement = '//ram:ApplicableHeaderTradeSettlement';
const breakdown = `${settlement}/ram:ApplicableTradeTax`;
const lines = '//ram:IncludedSupplyChainTradeLineItem';
const lineTotals = `${lines}//ram:LineTotalAmount`;
const sellerParty = '//ram:SellerTradeParty';
const buyerParty = '//ram:BuyerTradeParty';
const vatId = 'ram:SpecifiedTaxRegistration/ram:ID[@schemeID="VA"]';
const cents = (path: string): string => `round(${path} * 100)`;

/** Rules of XRechnung alone. */
const notXRechnung = 'not(contains(//ram:GuidelineSpecifiedDocumentContextParameter/ram:ID, "xrechnung"))';

/** Where a category occurs, it needs the VAT ids of both sides, and has the rate 0 and a reason. */
const untaxedWithIds = (code: string): string =>
  `not(${breakdown}[ram:CategoryCode="${code}"]) or
   (${sellerParty}/${vatId} and ${buyerParty}/${vatId}
    and not(//ram:ApplicableTradeTax[ram:CategoryCode="${code}"][ram:RateApplicablePercent != 0])
    and ${breakdown}[ram:CategoryCode="${code}"]/ram:ExemptionReasonCode)`;

/**
 * The business rules of EN 16931 and XRechnung that depend on our values, as XPath 1.0 that must be
 * true. The official Schematron files are in no package: README.md says how to run them.
 */
export const businessRules: Readonly<Record<string, string>> = {
  'BR-01 specification identifier': '//ram:GuidelineSpecifiedDocumentContextParameter/ram:ID',
  'BR-02 to BR-05 number, date, type, currency': `//rsm:ExchangedDocument/ram:ID and //ram:IssueDateTime/udt:DateTimeString[@format="102"]
     and //ram:TypeCode and ${settlement}/ram:InvoiceCurrencyCode`,
  'BR-06 to BR-11 names, addresses, countries': `${sellerParty}/ram:Name and ${sellerParty}//ram:CountryID
     and ${buyerParty}/ram:Name and ${buyerParty}/ram:PostalTradeAddress/ram:CountryID`,
  'BR-16 at least one line': lines,
  'BR-22 to BR-26 lines are complete': `not(${lines}[not(.//ram:BilledQuantity/@unitCode) or not(.//ram:LineTotalAmount)
     or not(.//ram:SpecifiedTradeProduct/ram:Name) or not(.//ram:ChargeAmount)])`,
  'BR-27 no negative price': `not(${lines}//ram:ChargeAmount[. < 0])`,
  'BR-55 a preceding document has a number': `not(//ram:InvoiceReferencedDocument[not(ram:IssuerAssignedID)])`,
  'BR-DEC at most two decimals': `not(//*[contains(local-name(), "Amount")][local-name() != "ChargeAmount"]
     [string-length(substring-after(., ".")) > 2])`,
  'BR-CO-10 sum of the lines': `${cents(`sum(${lineTotals})`)} = ${cents(`${totals}/ram:LineTotalAmount`)}`,
  'BR-CO-13 total without tax': `${totals}/ram:TaxBasisTotalAmount = ${totals}/ram:LineTotalAmount`,
  'BR-CO-14 sum of the taxes': `${cents(`sum(${breakdown}/ram:CalculatedAmount)`)} = ${cents(`${totals}/ram:TaxTotalAmount`)}`,
  'BR-CO-15 total with tax': `${cents(`(${totals}/ram:TaxBasisTotalAmount + ${totals}/ram:TaxTotalAmount)`)} = ${cents(`${totals}/ram:GrandTotalAmount`)}`,
  'BR-CO-16 nothing is due': `${cents(`(${totals}/ram:GrandTotalAmount - ${totals}/ram:TotalPrepaidAmount)`)} = ${cents(`${totals}/ram:DuePayableAmount`)}`,
  'BR-CO-17 tax of each rate': `not(${breakdown}[(ram:BasisAmount * ram:RateApplicablePercent div 100 - ram:CalculatedAmount) > 1
     or (ram:CalculatedAmount - ram:BasisAmount * ram:RateApplicablePercent div 100) > 1])`,
  'BR-CO-26 an identifier of the seller': `${sellerParty}/ram:ID or ${sellerParty}/ram:SpecifiedLegalOrganization/ram:ID or ${sellerParty}/${vatId}`,
  'BR-DE-11 postal code of the delivery': `not(//ram:ShipToTradeParty) or //ram:ShipToTradeParty//ram:PostcodeCode or ${notXRechnung}`,
  'BR-Z-08 one basis for each category': `count(${breakdown}[ram:CategoryCode="Z"]) <= 1`,
  'BR-S-02 tax identity of the seller': `not(//ram:CategoryCode[. = "S"]) or ${sellerParty}/ram:SpecifiedTaxRegistration/ram:ID`,
  'BR-S-10, BR-Z-10 no reason with a rate': `not(${breakdown}[ram:CategoryCode="S" or ram:CategoryCode="Z"][ram:ExemptionReason or ram:ExemptionReasonCode])`,
  'BR-AE reverse charge': untaxedWithIds('AE'),
  'BR-IC intra-Community supply': untaxedWithIds('K'),
  'BR-IC-11, BR-IC-12 date and country of the delivery': `not(//ram:CategoryCode[. = "K"]) or
     (//ram:ActualDeliverySupplyChainEvent//udt:DateTimeString and //ram:ShipToTradeParty//ram:CountryID)`,
  'BR-G export': `not(//ram:CategoryCode[. = "G"]) or (${sellerParty}/${vatId} and ${breakdown}/ram:ExemptionReasonCode)`,
  'BR-O no VAT ids and no rate': `not(//ram:CategoryCode[. = "O"]) or
     (not(//ram:SpecifiedTaxRegistration) and not(${lines}//ram:RateApplicablePercent) and count(${breakdown}) = 1)`,
  'BR-DE-1 means of payment': `${settlement}/ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode`,
  'BR-DE-2, 5, 6, 7 contact of the seller': `${sellerParty}/ram:DefinedTradeContact[ram:PersonName][.//ram:CompleteNumber][.//ram:EmailURIUniversalCommunication/ram:URIID]`,
  'BR-DE-3, 4, 8, 9 city and postal code': `${sellerParty}//ram:CityName and ${sellerParty}//ram:PostcodeCode and ${buyerParty}//ram:CityName
     and (${buyerParty}//ram:PostcodeCode or ${notXRechnung})`,
  'BR-DE-15 reference of the buyer': '//ram:BuyerReference',
};
