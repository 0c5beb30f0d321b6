import { type DynamicModule, Module } from '@nestjs/common';
import { Database, KeyEncryption, PlatformModule, Readiness, prismaProvider } from '@orderwire/platform';
import { AccountRepository } from './accounts/account.repository.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { DeleteAccountUseCase } from './accounts/delete-account.use-case.js';
import { requireNoDemoAccounts } from './demo-accounts.js';
import { GetContactsUseCase } from './accounts/get-contacts.use-case.js';
import { GetProfileUseCase } from './accounts/get-profile.use-case.js';
import { RegisterUseCase } from './accounts/register.use-case.js';
import { UpdateProfileUseCase } from './accounts/update-profile.use-case.js';
import { AdminAccountActionUseCase } from './admin/admin-account-action.use-case.js';
import { AdminController } from './admin/admin.controller.js';
import { DisableAccountUseCase } from './admin/disable-account.use-case.js';
import { EnableAccountUseCase } from './admin/enable-account.use-case.js';
import { GetUserUseCase } from './admin/get-user.use-case.js';
import { GrantRoleUseCase } from './admin/grant-role.use-case.js';
import { ListUsersUseCase } from './admin/list-users.use-case.js';
import { UserRepository } from './admin/user.repository.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditRepository } from './audit/audit.repository.js';
import { ListAuditUseCase } from './audit/list-audit.use-case.js';
import { RecordAuditUseCase } from './audit/record-audit.use-case.js';
import { RecordInvalidTokenUseCase } from './audit/record-invalid-token.use-case.js';
import { type AuthConfig, emailTokenKeys, encryptionKeys, refreshTokenKeys } from './config.js';
import { ConfirmEmailChangeUseCase } from './email-links/confirm-email-change.use-case.js';
import { ConstantTimeResponse } from './email-links/constant-time-response.js';
import { EmailTokens } from './email-links/email-tokens.js';
import { EmailLinksController } from './email-links/email-links.controller.js';
import { GetEmailTokenUseCase } from './email-links/get-email-token.use-case.js';
import { IssueEmailTokenUseCase } from './email-links/issue-email-token.use-case.js';
import { OneTimeTokenRepository } from './email-links/one-time-token.repository.js';
import { RequestEmailChangeUseCase } from './email-links/request-email-change.use-case.js';
import { RequestEmailVerificationUseCase } from './email-links/request-email-verification.use-case.js';
import { VerifyEmailUseCase } from './email-links/verify-email.use-case.js';
import { ExpiredRowRepository } from './housekeeping/expired-row.repository.js';
import { PurgeExpiredRowsJob } from './housekeeping/purge-expired-rows.job.js';
import { PurgeExpiredRowsUseCase } from './housekeeping/purge-expired-rows.use-case.js';
import { AccessTokenSigner } from './keys/access-token-signer.js';
import { GetJwksUseCase } from './keys/get-jwks.use-case.js';
import { KeysController } from './keys/keys.controller.js';
import { RotateSigningKeysJob } from './keys/rotate-signing-keys.job.js';
import { RotateSigningKeysUseCase } from './keys/rotate-signing-keys.use-case.js';
import { SigningKeyRepository } from './keys/signing-key.repository.js';
import { ChangePasswordUseCase } from './passwords/change-password.use-case.js';
import { ConfirmPasswordUseCase } from './passwords/confirm-password.use-case.js';
import { PasswordHasher } from './passwords/password-hasher.gateway.js';
import { PasswordsController } from './passwords/passwords.controller.js';
import { ReplacePasswordUseCase } from './passwords/replace-password.use-case.js';
import { RequestPasswordResetUseCase } from './passwords/request-password-reset.use-case.js';
import { ResetPasswordUseCase } from './passwords/reset-password.use-case.js';
import { PrismaClient } from './generated/client.js';
import { RecoverAccountsUseCase } from './recovery/recover-accounts.use-case.js';
import { RestoredAccountRepository } from './recovery/restored-account.repository.js';
import { RestoresListener } from './recovery/restores.listener.js';
import { EndSessionsUseCase } from './sessions/end-sessions.use-case.js';
import { ListSessionsUseCase } from './sessions/list-sessions.use-case.js';
import { LoginUseCase } from './sessions/login.use-case.js';
import { LogoutEverywhereUseCase } from './sessions/logout-everywhere.use-case.js';
import { LogoutUseCase } from './sessions/logout.use-case.js';
import { OpenSessionUseCase } from './sessions/open-session.use-case.js';
import { RefreshTokens } from './sessions/refresh-tokens.js';
import { RefreshUseCase } from './sessions/refresh.use-case.js';
import { RevokeSessionUseCase } from './sessions/revoke-session.use-case.js';
import { SessionLifetime } from './sessions/session-rules.js';
import { SessionRepository } from './sessions/session.repository.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { AttemptRepository } from './throttling/attempt.repository.js';
import { ThrottleService } from './throttling/throttle.service.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * A key is published an hour before it signs. Five minutes of clock skew are allowed for its
 * tokens.
 */
export const scheduleOf = (config: AuthConfig) => ({
  rotationMs: config.KEY_ROTATION_DAYS * DAY,
  leadMs: 60 * MINUTE,
  tokenMs: (config.ACCESS_TOKEN_MINUTES + 5) * MINUTE,
});

const controllers = [
  AccountsController,
  SessionsController,
  PasswordsController,
  EmailLinksController,
  AdminController,
  AuditController,
  KeysController,
];
const accounts = [
  RegisterUseCase,
  GetContactsUseCase,
  GetProfileUseCase,
  UpdateProfileUseCase,
  DeleteAccountUseCase,
];
const sessions = [
  SessionRepository,
  LoginUseCase,
  RefreshUseCase,
  LogoutUseCase,
  LogoutEverywhereUseCase,
  ListSessionsUseCase,
  RevokeSessionUseCase,
  OpenSessionUseCase,
  EndSessionsUseCase,
];
const passwords = [
  ChangePasswordUseCase,
  RequestPasswordResetUseCase,
  ResetPasswordUseCase,
  ConfirmPasswordUseCase,
  ReplacePasswordUseCase,
];
const emailLinks = [
  OneTimeTokenRepository,
  ConstantTimeResponse,
  IssueEmailTokenUseCase,
  GetEmailTokenUseCase,
  RequestEmailVerificationUseCase,
  VerifyEmailUseCase,
  RequestEmailChangeUseCase,
  ConfirmEmailChangeUseCase,
];
const admin = [
  UserRepository,
  AdminAccountActionUseCase,
  ListUsersUseCase,
  GetUserUseCase,
  GrantRoleUseCase,
  DisableAccountUseCase,
  EnableAccountUseCase,
];
const audit = [AuditRepository, ListAuditUseCase, RecordAuditUseCase, RecordInvalidTokenUseCase];
const keys = [GetJwksUseCase, RotateSigningKeysUseCase, RotateSigningKeysJob];
const throttling = [AttemptRepository, ThrottleService];
const recovery = [RestoredAccountRepository, RecoverAccountsUseCase, RestoresListener];
const housekeeping = [PurgeExpiredRowsUseCase, PurgeExpiredRowsJob];

/** The module of auth-ms. */
@Module({})
export class AuthModule {
  static with(config: AuthConfig): DynamicModule {
    return {
      module: AuthModule,
      imports: [PlatformModule.forService('auth-ms', config)],
      controllers,
      providers: [
        prismaProvider(PrismaClient),
        ...accounts,
        ...sessions,
        ...passwords,
        ...emailLinks,
        ...admin,
        ...audit,
        ...keys,
        ...throttling,
        ...housekeeping,
        ...recovery,
        {
          provide: AccountRepository,
          inject: [Database],
          useFactory: async (database: Database) => {
            const repository = new AccountRepository(database);
            await database.whenAvailable(() => requireNoDemoAccounts(config.NODE_ENV, repository));
            return repository;
          },
        },
        {
          provide: RefreshTokens,
          useFactory: () => new RefreshTokens(refreshTokenKeys(config.AUTH_KEY_SECRET)),
        },
        {
          provide: EmailTokens,
          useFactory: () => new EmailTokens(emailTokenKeys(config.AUTH_KEY_SECRET)),
        },
        { provide: SessionLifetime, useValue: new SessionLifetime(config.REFRESH_TOKEN_DAYS) },
        { provide: PasswordHasher, useFactory: () => PasswordHasher.create(config.HASHES_AT_ONCE) },
        {
          provide: ExpiredRowRepository,
          inject: [Database],
          useFactory: (database: Database) => new ExpiredRowRepository(database, config.AUDIT_DAYS),
        },
        {
          provide: SigningKeyRepository,
          inject: [Database, Readiness],
          useFactory: async (database: Database, readiness: Readiness) => {
            const encryption = new KeyEncryption(encryptionKeys(config.AUTH_KEY_SECRET));
            const repository = new SigningKeyRepository(database, encryption, scheduleOf(config));
            await database.whenAvailable(() => repository.rotate());
            readiness.addCheck('signing key', () => repository.checkSigning());
            return repository;
          },
        },
        {
          provide: AccessTokenSigner,
          inject: [SigningKeyRepository],
          useFactory: (repository: SigningKeyRepository) =>
            new AccessTokenSigner(repository, config.ACCESS_TOKEN_MINUTES),
        },
      ],
    };
  }
}
