import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { deadLetterPoisonMessages } from '@orderwire/test-kit';
import { NotificationsWorld } from './notifications-world.js';
import { samplesAbout } from './sample-events.js';

let world: NotificationsWorld;
beforeAll(async () => {
  world = await NotificationsWorld.create();
});
afterAll(() => world.close());

it('unreadable events become dead letters at once, and the next event is consumed', async () => {
  const consumers = await deadLetterPoisonMessages(
    world.first,
    world.link.connection,
    samplesAbout(world.order()),
  );
  expect(consumers).toEqual(
    [
      'alert_login',
      'confirm_order',
      'confirm_payment',
      'end_push',
      'forget_account',
      'send_email_change',
      'send_password_reset',
      'send_verification',
      'tell_auth_dead_letter',
      'tell_cancellation',
      'tell_difference',
      'tell_dispute',
      'tell_email_change',
      'tell_fraud_warning',
      'tell_invoices_dead_letter',
      'tell_low_stock',
      'tell_notifications_dead_letter',
      'tell_orders_dead_letter',
      'tell_password_change',
      'tell_payment_failed',
      'tell_payments_dead_letter',
      'tell_products_dead_letter',
      'tell_refund',
      'tell_refund_failed',
      'tell_registration_attempt',
      'tell_return_label',
      'tell_review',
      'tell_shipment_action',
      'tell_shipping',
      'tell_shipping_dead_letter',
      'webhook_dispute_lost',
      'webhook_dispute_won',
      'webhook_document_issued',
      'webhook_refund_requested',
      'webhook_refund_succeeded',
      'webhook_rejected_payment',
      'webhook_return_received',
      'webhook_shipment_delivered',
      'webhook_shipment_label_purchased',
      'webhook_shipment_shipped',
      'welcome_user',
    ].map((handler) => `notifications_ms_${handler}`),
  );
});
