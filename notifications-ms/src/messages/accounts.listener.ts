import { Injectable } from '@nestjs/common';
import {
  SessionRevoked,
  type SessionRevokedEvent,
  UserDeleted,
  UserEmailChanged,
  type UserEmailChangedEvent,
  UserEmailChangeRequested,
  type UserEmailChangeRequestedEvent,
  UserEmailVerificationRequested,
  type UserEvent,
  UserLoggedIn,
  type UserLoggedInEvent,
  type UserMailTokenEvent,
  UserPasswordChanged,
  UserPasswordResetRequested,
  UserRegistered,
  UserRegistrationAttempted,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { NotifyUseCase } from '../notify.use-case.js';
import { SubscribePushUseCase } from '../preferences/subscribe-push.use-case.js';
import { accountMail, emailChange, emailChanged, loginAlert, tokenMail } from './drafts.js';
import { ForgetAccountsUseCase } from './forget-accounts.use-case.js';

/** Mails to the owners of accounts. */
@Injectable()
export class AccountsListener {
  constructor(
    private readonly notify: NotifyUseCase,
    private readonly forgetAccounts: ForgetAccountsUseCase,
    private readonly subscribePush: SubscribePushUseCase,
  ) {}

  @EventHandler(UserRegistered, 'welcome_user')
  registered(deliveries: Delivery<UserEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [accountMail(one, 'welcome')]);
  }

  @EventHandler(UserRegistrationAttempted, 'tell_registration_attempt')
  registrationAttempted(deliveries: Delivery<UserEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [accountMail(one, 'registration_attempted')]);
  }

  @EventHandler(UserLoggedIn, 'alert_login')
  loggedIn(deliveries: Delivery<UserLoggedInEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, loginAlert);
  }

  @EventHandler(UserEmailVerificationRequested, 'send_verification')
  verificationRequested(deliveries: Delivery<UserMailTokenEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [tokenMail(one, 'verify_email')]);
  }

  @EventHandler(UserPasswordResetRequested, 'send_password_reset')
  passwordResetRequested(deliveries: Delivery<UserMailTokenEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [tokenMail(one, 'password_reset')]);
  }

  @EventHandler(UserPasswordChanged, 'tell_password_change')
  passwordChanged(deliveries: Delivery<UserEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [accountMail(one, 'password_changed')]);
  }

  @EventHandler(SessionRevoked, 'end_push')
  sessionEnded(deliveries: Delivery<SessionRevokedEvent>[], tx: Tx): Promise<void> {
    return this.subscribePush.end(
      tx,
      deliveries.map(({ event }) => event),
    );
  }

  @EventHandler(UserEmailChangeRequested, 'send_email_change')
  emailChangeRequested(deliveries: Delivery<UserEmailChangeRequestedEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, emailChange);
  }

  @EventHandler(UserEmailChanged, 'tell_email_change')
  emailChanged(deliveries: Delivery<UserEmailChangedEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [emailChanged(one)]);
  }

  @EventHandler(UserDeleted, 'forget_account', ({ forgetAccounts }: AccountsListener, facts) =>
    forgetAccounts.unapplied(facts),
  )
  deleted(deliveries: Delivery<UserEvent>[], tx: Tx): Promise<void> {
    return this.forgetAccounts.execute(tx, deliveries);
  }
}
