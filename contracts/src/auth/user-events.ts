import { IsIn, IsString } from 'class-validator';
import { event } from '../contract.js';
import { IsId, IsTime, Nullable } from '../rules.js';
import { type AccountRole, IsAccountRole } from './rules.js';

/** What every mail to an account needs. */
export class UserEvent {
  @IsId()
  userId!: string;

  @IsString()
  email!: string;

  @IsString()
  name!: string;

  /** BCP 47; null when the account has not said. */
  @Nullable()
  @IsString()
  locale!: string | null;

  @IsTime()
  at!: string;
}

/** Somebody made an account. */
export const UserRegistered = event('user.registered', UserEvent, (e) => e.userId);

/** Somebody tried to register with the address of an account that exists; its owner should know. */
export const UserRegistrationAttempted = event('user.registration_attempted', UserEvent, (e) => e.userId);

/** A session was opened with the password. */
export class UserLoggedInEvent extends UserEvent {
  @Nullable()
  @IsString()
  ip!: string | null;

  @Nullable()
  @IsString()
  device!: string | null;

  @IsIn(['known', 'new'])
  place!: 'known' | 'new';
}
export const UserLoggedIn = event('user.logged_in', UserLoggedInEvent, (e) => e.userId);

/** A mail with a one-time token is to be sent to `email`. */
export class UserMailTokenEvent extends UserEvent {
  /** Secret until it is used; only auth-ms keeps its hash. */
  @IsString()
  token!: string;

  @IsTime()
  expiresAt!: string;
}

/** The address of an account is to be shown to be its owner's. */
export const UserEmailVerificationRequested = event(
  'user.email_verification_requested',
  UserMailTokenEvent,
  (e) => e.userId,
);

/** A forgotten password is to be replaced. */
export const UserPasswordResetRequested = event(
  'user.password_reset_requested',
  UserMailTokenEvent,
  (e) => e.userId,
);

/** An account wants another address; the mail with the token goes to the new one, which `email` is. */
export class UserEmailChangeRequestedEvent extends UserMailTokenEvent {
  @IsString()
  oldEmail!: string;
}
export const UserEmailChangeRequested = event(
  'user.email_change_requested',
  UserEmailChangeRequestedEvent,
  (e) => e.userId,
);

/** The owner of the account has shown, for the first time or again, to read mail at this address: guest orders placed with it until now belong to the account. */
export const UserEmailVerified = event('user.email_verified', UserEvent, (e) => e.userId);

/** The account has another password; all other sessions ended. */
export class UserPasswordChangedEvent extends UserEvent {
  @IsIn(['change', 'reset'])
  by!: 'change' | 'reset';
}
export const UserPasswordChanged = event('user.password_changed', UserPasswordChangedEvent, (e) => e.userId);

/** The account has another address, which `email` is and which is verified. */
export class UserEmailChangedEvent extends UserEvent {
  @IsString()
  oldEmail!: string;
}
export const UserEmailChanged = event('user.email_changed', UserEmailChangedEvent, (e) => e.userId);

/** An admin gave or took a role. */
export class UserRoleChangedEvent extends UserEvent {
  @IsAccountRole()
  from!: AccountRole;

  @IsAccountRole()
  to!: AccountRole;
}
export const UserRoleChanged = event('user.role_changed', UserRoleChangedEvent, (e) => e.userId);

/** An admin keeps the account out. */
export const UserDisabled = event('user.disabled', UserEvent, (e) => e.userId);

/** An admin let the account in again. */
export const UserEnabled = event('user.enabled', UserEvent, (e) => e.userId);

/** The account's personal data is gone here; the address is for a farewell, and to be forgotten after it. */
export const UserDeleted = event('user.deleted', UserEvent, (e) => e.userId);
