import type { PreferencesView, PushKeyView, SubscribePushRequest } from '@orderwire/contracts';
import { api } from '../../api/client';
import { Problem } from '../../api/problem';

/** Its scope is the whole shop: it shows messages whatever page is open. */
const WORKER = '/push.js';

/**
 * `unavailable`: the shop sends no push messages. `unsupported`: the browser has none. `denied`: the
 * person has refused notifications of this shop; only the settings of the browser change that.
 */
export type PushState = 'unavailable' | 'unsupported' | 'denied' | 'off' | 'on';

const isSupported = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const subscription = async (): Promise<PushSubscription | null> =>
  (await navigator.serviceWorker.getRegistration('/'))?.pushManager.getSubscription() ?? null;

/** Throws a {@link Problem}. */
export async function readPushState({ orderPush }: PreferencesView): Promise<PushState> {
  if (!(await publicKey())) return 'unavailable';
  if (!isSupported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return orderPush && (await subscription()) ? 'on' : 'off';
}

/** Undefined when the shop sends no push messages. */
async function publicKey(): Promise<string | undefined> {
  try {
    return (await api.get<PushKeyView>('/notifications/push-key')).publicKey;
  } catch (error) {
    if (error instanceof Problem && error.code === 'notifications.push_unavailable') return undefined;
    throw error;
  }
}

/**
 * Asks for permission, and subscribes this browser. Resolves without an effect when permission is not
 * given. Throws a {@link Problem}, or a DOMException of the browser's push service.
 */
export async function subscribe(): Promise<void> {
  // First of all: browsers ask only at a click.
  if ((await Notification.requestPermission()) !== 'granted') return;
  const applicationServerKey = await publicKey();
  if (!applicationServerKey) return;
  await navigator.serviceWorker.register(WORKER);
  const { pushManager } = await navigator.serviceWorker.ready;
  const { endpoint, keys } = (
    await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  ).toJSON();
  const request = { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] } as SubscribePushRequest;
  await api.post('/notifications/push-subscriptions', request);
}

/** Ends the subscription of this browser. Throws a {@link Problem}. */
export async function unsubscribe(): Promise<void> {
  const current = await subscription();
  if (!current) return;
  await api.delete('/notifications/push-subscriptions', { endpoint: current.endpoint });
  await current.unsubscribe();
}

/** At a sign-out: messages of the account must not appear any more. The push service tells the shop. */
export async function endPush(): Promise<void> {
  if (isSupported()) await (await subscription())?.unsubscribe();
}
