import { IsBoolean, IsOptional } from 'class-validator';
import { EmptyRequest } from '../empty-request.js';
import { rpc } from '../contract.js';

/** What an account wants to get beyond what the service must send. */
export class PreferencesView {
  /** E-mails that remind of unpaid orders. Default: true. */
  @IsBoolean()
  paymentReminders!: boolean;

  /** Text messages about parcels, to the phone number of the profile. Default: false. */
  @IsBoolean()
  orderSms!: boolean;

  /** Push messages about parcels, to the subscribed browsers. Default: false. */
  @IsBoolean()
  orderPush!: boolean;
}

/** A missing field keeps its value. */
export class UpdatePreferencesRequest {
  @IsOptional()
  @IsBoolean()
  paymentReminders?: boolean;

  @IsOptional()
  @IsBoolean()
  orderSms?: boolean;

  @IsOptional()
  @IsBoolean()
  orderPush?: boolean;
}

export const GetPreferences = rpc('notifications.get_preferences', {
  description: 'Which optional messages the caller gets.',
  request: EmptyRequest,
  reply: PreferencesView,
  readOnly: true,
  access: 'account',
  callers: ['client-gateway'],
});

export const UpdatePreferences = rpc('notifications.update_preferences', {
  description: 'Changes which optional messages the caller gets.',
  request: UpdatePreferencesRequest,
  reply: PreferencesView,
  access: 'account',
  callers: ['client-gateway'],
  example: { paymentReminders: false },
});
