import type { Texts } from './texts.js';

const notYou =
  'If this was not you, reset your password now: it ends all sessions, and nobody else stays signed in.';

/** English. */
export const texts: Texts = {
  shared: {
    greeting: 'Hello{{#if name}} {{name}}{{/if}},',
    codeLabel: 'Your code',
    total: 'Total',
    refunded: 'Refunded',
    taxIncluded: 'includes',
    taxAdded: 'plus',
    taxFree: {
      reverse_charge: 'Reverse charge: the recipient owes the tax.',
      intra_community_supply: 'Tax-exempt intra-Community supply.',
      export: 'Tax-exempt export.',
    },
    shipTo: 'Ships to',
    order: 'Order',
    seeOrder: 'See your order',
    unsubscribeReason: 'You get reminders like this one while an order of yours is unpaid.',
    unsubscribe: 'Unsubscribe',
    footer: 'This mail was sent by {{shop}}. Order and account mails are part of the service.',
  },
  messages: {
    order_confirmation: {
      subject: 'Your order {{order.reference}} at {{shop}}',
      heading: 'We have your order',
      body: [
        'Thank you. Your order is placed and its goods are set aside for you.',
        '{{#if payUntil}}Pay until {{payUntil}}; after that the order is cancelled and nothing is charged.{{/if}}',
      ],
      button: 'Pay now',
    },
    payment_received: {
      subject: 'Payment received for order {{order.reference}}',
      heading: 'Your payment has arrived',
      body: ['We received {{amount}} at {{time}}. We now prepare your order for shipping.'],
      button: 'See your order',
    },
    payment_failed: {
      subject: 'The payment for order {{order.reference}} failed',
      heading: 'Your payment failed',
      body: [
        'Your bank did not complete the payment, so nothing was charged.',
        '{{#if payUntil}}Your order is kept until {{payUntil}}. You can pay it again until then.{{/if}}',
      ],
      button: 'Pay again',
    },
    payment_reminder: {
      subject: 'Your order {{order.reference}} is waiting for its payment',
      heading: 'Pay until {{payUntil}}',
      body: [
        'Your order is still unpaid. After {{payUntil}} its payment link ends and the goods are no longer kept for you.',
      ],
      button: 'Pay now',
    },
    order_shipped: {
      subject: 'Order {{order.reference}} is on its way',
      heading: 'Your order was shipped',
      body: [
        'Your parcel left us at {{time}}.',
        '{{#if trackingNumber}}{{carrier}}, tracking number {{trackingNumber}}{{/if}}',
        '{{#if trackingUrl}}{{trackingUrl}}{{/if}}',
      ],
      button: 'See your order',
    },
    order_delivered: {
      subject: 'Order {{order.reference}} was delivered',
      heading: 'Your order was delivered',
      body: ['Your parcel was delivered at {{time}}. We hope that you like it.'],
      button: 'See your order',
    },
    return_label: {
      subject: 'Return label for order {{order.reference}}',
      heading: 'Your return label is ready',
      body: [
        'Print the label, put it on the parcel and hand the parcel to {{carrier}}. You find the label with your order.',
        'Tracking number {{trackingNumber}}',
      ],
      button: 'See your order',
    },
    order_refunded: {
      subject: 'Refund of {{amount}} for order {{order.reference}}',
      heading: 'We refunded {{amount}}',
      body: [
        'The refund of {{amount}} goes to the payment method with which you paid. Your bank shows it within 5 to 10 days.',
      ],
      button: 'See your order',
    },
    order_cancelled: {
      subject: 'Order {{order.reference}} was cancelled',
      heading: 'Your order was cancelled',
      body: ['Nothing more is charged for it. A payment that still arrives is refunded in full.'],
      button: 'See your order',
    },
    welcome: {
      subject: 'Welcome to {{shop}}',
      heading: 'Welcome to {{shop}}',
      body: ['Your account for {{email}} is ready. In it you find your orders and your addresses.'],
    },
    verify_email: {
      subject: 'Verify your e-mail address',
      heading: 'Verify your e-mail address',
      body: ['Please verify that {{email}} is yours. This is possible until {{expiresAt}}.'],
      button: 'Verify address',
      closing: ['If you did not register at {{shop}}, ignore this mail.'],
    },
    registration_attempted: {
      subject: 'Somebody tried to register with your address',
      heading: 'You already have an account',
      body: [
        'At {{time}} somebody tried to register at {{shop}}, or to change to, your address {{email}}. Your account did not change.',
        'If it was you, sign in with your password, or reset it.',
      ],
    },
    login_alert: {
      subject: 'New sign-in to your account',
      heading: 'New sign-in to your account',
      body: [
        'Your account was signed in to from a place that it was not used from before.',
        'Time: {{time}}',
        '{{#if ip}}IP address: {{ip}}{{/if}}',
        '{{#if device}}Device: {{device}}{{/if}}',
      ],
      closing: [notYou],
    },
    password_reset: {
      subject: 'Set a new password',
      heading: 'Set a new password',
      body: [
        'A new password was requested for your account at {{shop}}. It can be set until {{expiresAt}}, once.',
      ],
      button: 'Set a new password',
      closing: ['If you did not request it, ignore this mail: your password stays as it is.'],
    },
    password_changed: {
      subject: 'Your password was changed',
      heading: 'Your password was changed',
      body: ['The password of your account was changed at {{time}}. All other sessions ended.'],
      closing: [notYou],
    },
    email_change: {
      subject: 'Confirm your new e-mail address',
      heading: 'Confirm your new e-mail address',
      body: [
        'Your account at {{shop}} is to use {{email}}. Please confirm it until {{expiresAt}}, signed in to your account.',
      ],
      button: 'Confirm address',
      closing: ['If you did not request it, ignore this mail: the account keeps its address.'],
    },
    email_change_notice: {
      subject: 'A new e-mail address was requested for your account',
      heading: 'A new e-mail address was requested',
      body: [
        'At {{time}} a change of the e-mail address of your account was requested. It happens once the new address is confirmed.',
      ],
      closing: [notYou],
    },
    email_changed: {
      subject: 'The e-mail address of your account was changed',
      heading: 'Your e-mail address was changed',
      body: ['Since {{time}} your account uses {{newEmail}}. This mail is the last one to this address.'],
      closing: ['If this was not you, contact us at once.'],
    },
    account_deleted: {
      subject: 'Your account was deleted',
      heading: 'Your account was deleted',
      body: ['Your account and its personal data were deleted at {{time}}. This is our last mail to you.'],
    },
    stock_low: {
      subject: 'Low stock: {{product}}',
      heading: '{{product}}: {{available}} left',
      body: ['{{available}} units can still be ordered; the threshold is {{threshold}}.'],
    },
    dispute_opened: {
      subject: 'Dispute about {{amount}}, order {{order.reference}}',
      heading: 'A dispute was opened',
      body: [
        'The shopper’s bank demands {{amount}} back (reason: {{reason}}). Submit evidence in Stripe’s dashboard, and don’t ship the order meanwhile.',
        'Order {{order.id}}, dispute {{disputeId}}, payment {{paymentId}}',
      ],
    },
    fraud_warning: {
      subject: 'Fraud warning, order {{order.reference}}',
      heading: 'A card network warned of fraud',
      body: [
        'The payment is probably fraudulent ({{reason}}). Refund it or check it before the order is shipped.',
        'Order {{order.id}}, payment {{paymentId}}',
      ],
    },
    review_opened: {
      subject: 'Payment under review, order {{order.reference}}',
      heading: 'A payment is under review',
      body: [
        'Approve or refund it in Stripe’s dashboard ({{reason}}).',
        'Order {{order.id}}, payment {{paymentId}}',
      ],
    },
    refund_failed: {
      subject: 'Refund of {{amount}} failed, order {{order.reference}}',
      heading: 'A refund failed',
      body: [
        'The refund of {{amount}} did not reach the shopper ({{reason}}). Refund it in another way.',
        'Order {{order.id}}, refund {{refundId}}, payment {{paymentId}}',
      ],
    },
    shipment_action_required: {
      subject: 'Shipment of order {{order.reference}} needs you',
      heading: 'A shipment waits for you',
      body: ['{{reason}}', 'Order {{order.id}}, shipment {{shipmentId}}'],
    },
    dead_letter: {
      subject: 'Dead letter of {{consumer}}',
      heading: 'A consumer gave up on an event',
      body: [
        '{{consumer}} failed {{attempts}} times to process {{subject}}: {{reason}}',
        'Event {{eventId}}, dead letter {{deadLetterId}}. Requeue it once its cause is corrected.',
      ],
    },
    reconciliation_difference: {
      subject: 'Difference with Stripe: {{difference}}',
      heading: 'Our records differ from Stripe’s',
      body: ['{{message}}', '“npm run reconcile list” shows all open differences.'],
    },
    webhook_endpoint_disabled: {
      subject: 'Webhook endpoint disabled: {{url}}',
      heading: 'A webhook endpoint was disabled',
      body: ['{{url}} gets no more events: {{reason}}', 'Enable it again once it answers.'],
    },
  },
};
