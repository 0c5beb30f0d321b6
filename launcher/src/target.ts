import { composedSystem } from './compose/composed-system.js';
import { repositoryRoot } from './repository.js';
import { runningSystem } from './system/running-system.js';
import type { DemoAccounts } from './system/state-file.js';
import { UserError } from './user-error.js';

/** Address and accounts of a running system. */
interface TargetSystem {
  gateway: string;
  /** Absent with real Stripe. */
  sandbox?: { url: string; secret: string };
  /** Where mails are shown; absent with a mail server of the user. */
  mailbox?: string;
  demo: DemoAccounts;
}

/** Parses `--target`: the system of `npm start`, or the one in containers. Throws a UserError. */
export function parseTarget(name: string | undefined): 'embedded' | 'compose' {
  if (name === undefined || name === 'embedded' || name === 'compose') return name ?? 'embedded';
  throw new UserError(`--target: unknown target "${name}"; use embedded (npm start) or compose.`);
}

/** The running system that `--target` selects. Throws a UserError when there is none. */
export function targetSystem(target: string | undefined): TargetSystem {
  if (parseTarget(target) === 'compose') return composedSystem(repositoryRoot);
  const { state, secrets } = runningSystem();
  const { gateway, stripe, mailbox } = state.urls;
  if (!gateway) throw new UserError('The running system has no gateway.');
  const sandbox = stripe ? { url: stripe, secret: secrets.stripe.secret } : undefined;
  return { gateway, sandbox, ...(mailbox && { mailbox }), demo: state.demo };
}
