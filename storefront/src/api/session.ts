import type { AccountView } from '@orderwire/contracts';
import { readProblem } from './problem';
import { sendOnce } from './transport';

/** What the page knows of its session. The tokens themselves are in cookies that scripts cannot read. */
interface StoredSession {
  readonly account: AccountView;
  /** When the access token expires, in epoch milliseconds. */
  readonly expiresAt: number;
}

/** The reply of register, login and refresh with `X-Token-Delivery: cookie`. */
export interface SessionReply {
  readonly user: AccountView;
  readonly expiresAt: string;
}

const KEY = 'session';
/** Id of the account to whose push messages this browser is subscribed. */
const PUSH_KEY = 'push-account';

/** A token this close to its end is refreshed before the next request. */
const MARGIN_MS = 30_000;

const listeners = new Set<() => void>();
let current = read();
let refreshing: Promise<void> | undefined;

function read(): StoredSession | undefined {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? 'null') as StoredSession | null;
    return stored ?? undefined;
  } catch {
    return undefined;
  }
}

/** The signed-in account; undefined for a guest. */
export const currentAccount = (): AccountView | undefined => current?.account;

/** Calls back after each sign-in, sign-out and change of the account, in this tab or another one. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function rememberSession({ user, expiresAt }: SessionReply): void {
  if ((localStorage.getItem(PUSH_KEY) ?? user.id) !== user.id) endPush();
  store({ account: user, expiresAt: Date.parse(expiresAt) });
}

/** After a change of the profile. */
export function rememberAccount(account: AccountView): void {
  if (current) store({ ...current, account });
}

/** Also ends push messages in this browser: those of the account must not appear any more. */
export function forgetSession(): void {
  endPush();
  if (current) store(undefined);
}

/** From now on this browser shows push messages of the signed-in account. */
export function rememberPush(): void {
  if (current) localStorage.setItem(PUSH_KEY, current.account.id);
}

/** Needs no connection: the push service refuses the next message, and the server forgets the browser. */
function endPush(): void {
  if (localStorage.getItem(PUSH_KEY) === null) return;
  localStorage.removeItem(PUSH_KEY);
  void pushSubscription()
    .then((subscription) => subscription?.unsubscribe())
    .catch(() => undefined);
}

/** Of this browser, whatever account it belongs to. */
export const pushSubscription = async (): Promise<PushSubscription | null> =>
  (await navigator.serviceWorker.getRegistration('/'))?.pushManager.getSubscription() ?? null;

function store(session: StoredSession | undefined): void {
  current = session;
  if (session) localStorage.setItem(KEY, JSON.stringify(session));
  else localStorage.removeItem(KEY);
  for (const listener of listeners) listener();
}

addEventListener('storage', ({ key }) => {
  if (key !== KEY && key !== null) return;
  current = read();
  for (const listener of listeners) listener();
});

/** Refreshes an access token that is about to expire. */
export async function ensureFreshSession(): Promise<void> {
  if (current && current.expiresAt - MARGIN_MS <= Date.now()) await refreshSession();
}

/**
 * Gets new tokens, or ends the session that has none. A refresh token is valid for one use: one tab
 * refreshes at a time, and the others use its result. Throws a {@link Problem} when it may succeed later.
 */
export async function refreshSession(): Promise<void> {
  const before = current?.expiresAt;
  refreshing ??= navigator.locks
    .request('refresh-session', async () => {
      current = read();
      if (!current || current.expiresAt !== before) return;
      const response = await sendOnce('POST', '/auth/refresh', { body: {} });
      if (response.ok) return rememberSession((await response.json()) as SessionReply);
      const problem = await readProblem(response);
      if (!problem.isTemporary) return forgetSession();
      throw problem;
    })
    .finally(() => (refreshing = undefined));
  await refreshing;
}
