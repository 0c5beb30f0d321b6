import { normaliseEmail, type PreferencesView } from '@orderwire/contracts';

/** What recipients can choose, and what they get without a choice. All other messages must be sent. */
export const defaults: Readonly<PreferencesView> = {
  paymentReminders: true,
  orderSms: false,
  orderPush: false,
};

export type Category = keyof PreferencesView;

export const isCategory = (text: string): text is Category => Object.hasOwn(defaults, text);

/** A recipient whose choices are stored: an account, or an address without one. */
export const accountRecipient = (accountId: string): string => `account:${accountId}`;

export const emailRecipient = (email: string): string => `email:${addressKey(email)}`;

/** One form of an address for all spellings of it. */
export const addressKey = (email: string): string => normaliseEmail(email) ?? email.toLowerCase();

/** Why an address gets no mail. */
export type Suppression = 'bounce' | 'complaint';
