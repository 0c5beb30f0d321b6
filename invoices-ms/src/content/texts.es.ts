import type { Texts } from './texts.js';

export const texts: Texts = {
  locale: 'es-ES',
  title: { invoice: 'Factura', credit_note: 'Factura rectificativa', debit_note: 'Nota de débito' },
  number: 'Número',
  issued: 'Fecha',
  supplied: 'Fecha de la operación',
  order: 'Pedido',
  yourReference: 'Su referencia',
  vatId: 'NIF-IVA',
  taxNumber: 'NIF',
  deliverTo: 'Dirección de entrega',
  customer: 'Cliente',
  description: 'Descripción',
  quantity: 'Cantidad',
  unitPrice: 'Precio unitario',
  tax: 'Impuesto',
  amount: 'Importe',
  net: 'Base imponible',
  total: 'Total',
  paid: 'Pagada por completo. No queda nada pendiente.',
  taxLine: (name, percentage, taxable) => `${name} ${percentage} sobre ${taxable}`,
  included: 'Los precios incluyen el impuesto.',
  refundLine: (percentage) => (percentage > 0 ? `Reembolso, tipo impositivo ${percentage} %` : 'Reembolso'),
  refersTo: {
    credit_note: (number, date) => `Esta factura rectifica la factura ${number} del ${date}.`,
    debit_note: (number, date) =>
      `Esta nota de débito anula la factura rectificativa ${number} del ${date}, cuyo reembolso falló.`,
  },
  reasons: {
    reverse_charge: 'Inversión del sujeto pasivo (reverse charge).',
    intra_community_supply: 'Entrega intracomunitaria exenta (artículo 25 de la Ley 37/1992).',
    export: 'Exportación exenta (artículo 21 de la Ley 37/1992).',
    not_subject_to_tax: 'No sujeto a impuesto.',
  },
  page: (page, pages) => `Página ${page} de ${pages}`,
};
