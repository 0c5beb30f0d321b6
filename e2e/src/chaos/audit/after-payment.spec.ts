import { describe, expect, it } from '@jest/globals';
import type { AuditSnapshot } from './snapshot.js';
import { first, invoice, message, violated } from './valid-snapshot.js';

describe('the audit of what follows a payment', () => {
  it.each<[string, RegExp, (snapshot: AuditSnapshot) => void]>([
    ['a paid order without a message', /one message payment_received/, (s) => s.messages.shift()],
    ['a paid order with two', /one message payment_received/, (s) => s.messages.push(message('m3', 'o1'))],
    ['a message skipped for no reason', /for a reason/, (s) => (first(s.messages).status = 'skipped')],
    ['a message that failed', /has failed/, (s) => (first(s.messages.slice(1)).status = 'failed')],
    ['a message that is due', /still to be sent/, (s) => (first(s.messages).due = true)],
    ['a message that was never sent', /is in the mailbox/, (s) => s.mails.shift()],
    ['a mail of no message', /is one of them/, (s) => (first(s.mails).message = 'm9')],
    [
      'a message under two ids',
      /one Message-ID/,
      (s) => s.mails.push({ message: 'm1', messageId: '<m1.1@shop>' }),
    ],
    ['a paid order without an invoice', /one invoice/, (s) => s.documents.shift()],
    ['a paid order with two', /one invoice/, (s) => s.documents.push(invoice('d9', 'o1', 4))],
    ['an invoice of a cancelled order', /no other order/, (s) => s.documents.push(invoice('d9', 'o2', 4))],
    ['an invoice over another amount', /over its total/, (s) => (first(s.documents).total = 3_999)],
    ['a refund without a credit note', /refunded amount/, (s) => s.documents.splice(1, 1)],
    ['a failed refund without a debit note', /less its debit notes/, (s) => s.documents.pop()],
    [
      'a credit note of an order that does not exist',
      /refunded amount/,
      (s) => (first(s.documents.slice(1)).orderId = 'o9'),
    ],
    [
      'a lost order whose invoice is not credited',
      /all of a lost order/,
      (s) => s.documents.push(invoice('d9', 'o9', 4)),
    ],
    ['a gap between numbers', /without a gap/, (s) => (first(s.documents).position = 5)],
    ['a number given twice', /without a gap/, (s) => (first(s.documents.slice(1)).series = 'INV-2026')],
    ['a document without its file', /files are stored/, (s) => (first(s.documents).stored = false)],
    ['a paid order without a shipment', /one shipment/, (s) => s.shipments.pop()],
    ['a shipment of a cancelled order', /no other order/, (s) => (first(s.shipments).orderId = 'o2')],
    ['a label that was bought twice', /one label/, (s) => (first(s.labels.slice(1)).voided = false)],
    ['a shipment whose label the carrier never sold', /one label/, (s) => s.labels.pop()],
    ['a label of no shipment', /voided all others/, (s) => s.labels.push({ reference: 's9', voided: true })],
    ['a label of a refunded order', /refunded order/, (s) => (first(s.orders).status = 'REFUNDED')],
    ['a shipment that waits for nothing', /is unfinished/, (s) => (first(s.shipments).due = true)],
    ['a return without a label', /one label/, (s) => s.labels.shift()],
    ['a return that is not restocked', /once it has arrived/, (s) => s.restocked.pop()],
    ['a figure that counts an order twice', /sums over all orders/, (s) => (first(s.figures).count = 3)],
    ['a payment that no figure has', /sums over all orders/, (s) => s.figures.splice(1, 1)],
    ['a return that is restocked twice', /only once/, (s) => (first(s.restocked).units = 2)],
  ])('finds %s', (_what, rule, change) => {
    expect(violated(change)).toEqual(expect.arrayContaining([expect.stringMatching(rule)]));
  });

  it('allows a mail that was sent twice with the same id, and no mails that the mailbox has dropped', () => {
    expect(violated(({ mails }) => mails.push({ ...first(mails) }))).toEqual([]);
    const dropped = (s: AuditSnapshot) => Object.assign(s, { mails: s.mails.slice(1), hasAllMails: false });
    expect(violated(dropped)).toEqual([]);
  });
});
