import type { PreferencesView, PushKeyView, SubscribePushRequest } from '@orderwire/contracts';
import { api } from '../../api/client';
import { Problem } from '../../api/problem';
import { pushSubscription, rememberPush } from '../../api/session';

/** Its scope is the whole shop: it shows messages whatever page is open. */
const WORKER = '/push.js';

/**
 * `unavailable`: the shop sends no push messages. `unsupported`: the browser has none. `denied`: the
 * person has refused notifications of this shop; only the settings of the browser change that.
 */
export type PushState = 'unavailable' | 'unsupported' | 'denied' | 'off' | 'on';

const isSupported = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/**
 * `on` only when the server has the subscription of this browser for this account: it may have been
 * another account's, or one of too many. Throws a {@link Problem}.
 */
export async function readPushState({ orderPush }: PreferencesView): Promise<PushState> {
  const key = await publicKey();
  if (!key) return 'unavailable';
  if (!isSupported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const current = await pushSubscription();
  if (!orderPush || !current || !isOfKey(current, key)) return 'off';
  await store(current);
  return 'on';
}

/** The push service accepts messages only of the key with which the browser has subscribed. */
function isOfKey({ options }: PushSubscription, key: string): boolean {
  const bytes = new Uint8Array(options.applicationServerKey ?? []);
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key;
}

/** Since the page was loaded. */
let storedEndpoint: string | undefined;

async function store(current: PushSubscription): Promise<void> {
  const { endpoint, keys } = current.toJSON();
  if (endpoint === storedEndpoint) return;
  const request = { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] } as SubscribePushRequest;
  await api.post('/notifications/push-subscriptions', request);
  storedEndpoint = endpoint;
  rememberPush();
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
  // The browser refuses a second subscription with another key.
  const before = await pushManager.getSubscription();
  if (before && !isOfKey(before, applicationServerKey)) await before.unsubscribe();
  const current = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  try {
    await store(current);
  } catch (error) {
    await current.unsubscribe();
    throw error;
  }
}

/** Ends the subscription of this browser. Throws a {@link Problem}. */
export async function unsubscribe(): Promise<void> {
  const current = await pushSubscription();
  if (!current) return;
  await api.delete('/notifications/push-subscriptions', { endpoint: current.endpoint });
  await current.unsubscribe();
  storedEndpoint = undefined;
}
