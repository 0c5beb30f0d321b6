import { ChangePassword } from './change-password.js';
import { ConfirmEmailChange } from './confirm-email-change.js';
import { ConfirmPassword } from './confirm-password.js';
import { DeleteAccount } from './delete-account.js';
import { DisableAccount } from './disable-account.js';
import { EnableAccount } from './enable-account.js';
import { EndSessions } from './end-sessions.js';
import { EvenTime } from './even-time.js';
import { GetJwks } from './get-jwks.js';
import { GetProfile } from './get-profile.js';
import { GovernAccount } from './govern-account.js';
import { GetUser } from './get-user.js';
import { GrantRole } from './grant-role.js';
import { KeepHouse } from './keep-house.js';
import { LimitAttempts } from './limit-attempts.js';
import { ListAudit } from './list-audit.js';
import { ListSessions } from './list-sessions.js';
import { ListUsers } from './list-users.js';
import { Login } from './login.js';
import { LogoutEverywhere } from './logout-everywhere.js';
import { Logout } from './logout.js';
import { MailLink } from './mail-link.js';
import { NoteRefusal } from './note-refusal.js';
import { OpenSession } from './open-session.js';
import { RecordAudit } from './record-audit.js';
import { Refresh } from './refresh.js';
import { Register } from './register.js';
import { ReplacePassword } from './replace-password.js';
import { RequestEmailChange } from './request-email-change.js';
import { RequestEmailVerification } from './request-email-verification.js';
import { RequestPasswordReset } from './request-password-reset.js';
import { ResetPassword } from './reset-password.js';
import { RevokeSession } from './revoke-session.js';
import { UpdateProfile } from './update-profile.js';
import { VerifyEmail } from './verify-email.js';

/** Everything auth-ms can do, for the module. */
export const useCases = [
  ChangePassword,
  ConfirmEmailChange,
  ConfirmPassword,
  DeleteAccount,
  DisableAccount,
  EnableAccount,
  EndSessions,
  EvenTime,
  GetJwks,
  GetProfile,
  GovernAccount,
  GetUser,
  GrantRole,
  KeepHouse,
  LimitAttempts,
  ListAudit,
  ListSessions,
  ListUsers,
  Login,
  LogoutEverywhere,
  Logout,
  MailLink,
  NoteRefusal,
  OpenSession,
  RecordAudit,
  Refresh,
  Register,
  ReplacePassword,
  RequestEmailChange,
  RequestEmailVerification,
  RequestPasswordReset,
  ResetPassword,
  RevokeSession,
  UpdateProfile,
  VerifyEmail,
];
