import { type DynamicModule, Module } from '@nestjs/common';
import { Database, PlatformModule } from '@orderwire/platform';
import { useCases } from './application/index.js';
import { Lifetimes } from './application/lifetimes.js';
import { mustHaveNoDemoAccounts } from './application/refuse-demo-accounts.js';
import type { AuthConfig } from './config.js';
import { OwnAccountController } from './inbound/own-account.controller.js';
import { SignInController } from './inbound/sign-in.controller.js';
import { StaffController } from './inbound/staff.controller.js';
import { AccessTokens } from './outbound/access-tokens.js';
import { AccountRepository } from './outbound/account.repository.js';
import { AttemptRepository } from './outbound/attempt.repository.js';
import { AuditRepository } from './outbound/audit.repository.js';
import { Directory } from './outbound/directory.js';
import { KeyBox } from './outbound/key-box.js';
import { OneTimeTokenRepository } from './outbound/one-time-token.repository.js';
import { PasswordHasher } from './outbound/password-hasher.js';
import { prisma } from './outbound/prisma.js';
import { ProfileRepository } from './outbound/profile.repository.js';
import { RefreshTokens } from './outbound/refresh-tokens.js';
import { SessionRepository } from './outbound/session.repository.js';
import { SigningKeys } from './outbound/signing-keys.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A key is published an hour before it signs, and for as long afterwards as its tokens live, clocks that differ included. */
const scheduleOf = (config: AuthConfig) => ({
  rotationMs: config.KEY_ROTATION_DAYS * DAY,
  leadMs: 60 * MINUTE,
  tokenMs: (config.ACCESS_TOKEN_MINUTES + 5) * MINUTE,
});

/** All of auth-ms. */
@Module({})
export class AuthModule {
  static with(config: AuthConfig): DynamicModule {
    return {
      module: AuthModule,
      imports: [PlatformModule.forService('auth-ms', config)],
      controllers: [SignInController, OwnAccountController, StaffController],
      providers: [
        prisma,
        {
          provide: AccountRepository,
          inject: [Database],
          useFactory: async (database: Database) => {
            const accounts = new AccountRepository(database);
            await mustHaveNoDemoAccounts(config.NODE_ENV, accounts);
            return accounts;
          },
        },
        { provide: RefreshTokens, useFactory: () => new RefreshTokens(config.AUTH_KEY_SECRET) },
        SessionRepository,
        ProfileRepository,
        OneTimeTokenRepository,
        AttemptRepository,
        AuditRepository,
        Directory,
        { provide: PasswordHasher, useFactory: () => PasswordHasher.create(config.HASHES_AT_ONCE) },
        { provide: Lifetimes, useValue: new Lifetimes(config.REFRESH_TOKEN_DAYS, config.AUDIT_DAYS) },
        {
          provide: SigningKeys,
          inject: [Database],
          useFactory: async (database: Database) => {
            const keys = new SigningKeys(database, new KeyBox(config.AUTH_KEY_SECRET), scheduleOf(config));
            await keys.keep();
            return keys;
          },
        },
        {
          provide: AccessTokens,
          inject: [SigningKeys],
          useFactory: (keys: SigningKeys) => new AccessTokens(keys, config.ACCESS_TOKEN_MINUTES),
        },
        ...useCases,
      ],
    };
  }
}
