import { IsIn, IsString } from 'class-validator';
import type { AccountRole } from '../../actor.js';
import { event } from '../../contract.js';
import { IsId, IsTime, Nullable } from '../../rules.js';
import { IsAccountRole } from '../rules.js';

export class UserEvent {
  @IsId()
  userId!: string;

  @IsString()
  email!: string;

  @IsString()
  name!: string;

  /** BCP 47; null when the account has none. */
  @Nullable()
  @IsString()
  locale!: string | null;

  @IsTime()
  at!: string;
}

export const UserRegistered = event('user.registered', {
  description: 'An account was created.',
  payload: UserEvent,
  aggregateId: ({ userId }) => userId,
});

export const UserRegistrationAttempted = event('user.registration_attempted', {
  description:
    'A registration or e-mail change used the address of an existing account. Its owner should know.',
  payload: UserEvent,
  aggregateId: ({ userId }) => userId,
});

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
export const UserLoggedIn = event('user.logged_in', {
  description: 'A session was opened with the password.',
  payload: UserLoggedInEvent,
  aggregateId: ({ userId }) => userId,
});

export class UserMailTokenEvent extends UserEvent {
  /** For `auth.get_email_token`. The one-time token itself is in no event. */
  @IsId()
  tokenId!: string;

  @IsTime()
  expiresAt!: string;
}

export const UserEmailVerificationRequested = event('user.email_verification_requested', {
  description:
    'The owner of an account wants to verify its e-mail address. The e-mail carries a one-time token.',
  payload: UserMailTokenEvent,
  aggregateId: ({ userId }) => userId,
});

export const UserPasswordResetRequested = event('user.password_reset_requested', {
  description: 'A new password was requested for an account. The e-mail carries a one-time token.',
  payload: UserMailTokenEvent,
  aggregateId: ({ userId }) => userId,
});

export class UserEmailChangeRequestedEvent extends UserMailTokenEvent {
  @IsString()
  oldEmail!: string;
}
export const UserEmailChangeRequested = event('user.email_change_requested', {
  description:
    'The owner of an account wants another e-mail address. The e-mail with the one-time token is sent to the new address, in `email`.',
  payload: UserEmailChangeRequestedEvent,
  aggregateId: ({ userId }) => userId,
});

export const UserEmailVerified = event('user.email_verified', {
  description:
    'The owner of an account verified its e-mail address, for the first time or again. Guest orders placed with the address until now belong to the account.',
  payload: UserEvent,
  aggregateId: ({ userId }) => userId,
});

export class UserPasswordChangedEvent extends UserEvent {
  @IsIn(['change', 'reset'])
  by!: 'change' | 'reset';
}
export const UserPasswordChanged = event('user.password_changed', {
  description: 'The password of an account changed. All other sessions ended.',
  payload: UserPasswordChangedEvent,
  aggregateId: ({ userId }) => userId,
});

export class UserEmailChangedEvent extends UserEvent {
  @IsString()
  oldEmail!: string;
}
export const UserEmailChanged = event('user.email_changed', {
  description: 'The e-mail address of an account changed. The new address, in `email`, is verified.',
  payload: UserEmailChangedEvent,
  aggregateId: ({ userId }) => userId,
});

export class UserRoleChangedEvent extends UserEvent {
  @IsAccountRole()
  from!: AccountRole;

  @IsAccountRole()
  to!: AccountRole;
}
export const UserRoleChanged = event('user.role_changed', {
  description: 'An admin granted or revoked a role.',
  payload: UserRoleChangedEvent,
  aggregateId: ({ userId }) => userId,
});

export const UserDisabled = event('user.disabled', {
  description: 'An admin disabled an account.',
  payload: UserEvent,
  aggregateId: ({ userId }) => userId,
});

export const UserEnabled = event('user.enabled', {
  description: 'An admin enabled an account again.',
  payload: UserEvent,
  aggregateId: ({ userId }) => userId,
});

export const UserDeleted = event('user.deleted', {
  description:
    'The personal data of an account was deleted. `email` is for a last message and must be deleted after it.',
  payload: UserEvent,
  aggregateId: ({ userId }) => userId,
});
