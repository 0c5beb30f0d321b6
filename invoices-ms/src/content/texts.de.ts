import type { Texts } from './texts.js';

export const texts: Texts = {
  locale: 'de-DE',
  title: { invoice: 'Rechnung', credit_note: 'Rechnungskorrektur', debit_note: 'Nachbelastung' },
  number: 'Nummer',
  issued: 'Datum',
  supplied: 'Leistungsdatum',
  order: 'Bestellung',
  yourReference: 'Ihre Referenz',
  vatId: 'USt-IdNr.',
  taxNumber: 'Steuernummer',
  deliverTo: 'Lieferadresse',
  customer: 'Kunde',
  description: 'Bezeichnung',
  quantity: 'Menge',
  unitPrice: 'Einzelpreis',
  tax: 'Steuer',
  amount: 'Betrag',
  net: 'Summe ohne Steuer',
  total: 'Gesamtbetrag',
  paid: 'Vollständig bezahlt. Es ist nichts mehr zu zahlen.',
  taxLine: (name, percentage, taxable) => `${name} ${percentage} auf ${taxable}`,
  included: 'Die Preise enthalten die Steuer.',
  refundLine: (percentage) => (percentage > 0 ? `Erstattung, Steuersatz ${percentage} %` : 'Erstattung'),
  refersTo: {
    credit_note: (number, date) => `Diese Rechnungskorrektur berichtigt die Rechnung ${number} vom ${date}.`,
    debit_note: (number, date) =>
      `Diese Nachbelastung nimmt die Rechnungskorrektur ${number} vom ${date} zurück, deren Erstattung fehlgeschlagen ist.`,
  },
  reasons: {
    reverse_charge: 'Steuerschuldnerschaft des Leistungsempfängers (Reverse charge).',
    intra_community_supply: 'Steuerfreie innergemeinschaftliche Lieferung (§ 4 Nr. 1b UStG).',
    export: 'Steuerfreie Ausfuhrlieferung (§ 4 Nr. 1a UStG).',
    not_subject_to_tax: 'Nicht steuerbar.',
  },
  page: (page, pages) => `Seite ${page} von ${pages}`,
};
