import { IsBoolean, IsString, Matches } from 'class-validator';
import { rpc } from '../contract.js';
import { EmptyRequest } from '../empty-request.js';
import { allOf, IsText, rule } from '../rules.js';
import { PushUnavailable } from './faults.js';

/**
 * The push services of browsers. Messages go to no other host: the address comes from a browser and
 * could otherwise name any server of our network.
 */
const pushServices =
  /^([a-z0-9-]+\.)*(fcm\.googleapis\.com|push\.services\.mozilla\.com|push\.apple\.com|notify\.windows\.com)$/;

const isPushEndpoint = (value: unknown): boolean => {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname, port, username } = new URL(value);
  return protocol === 'https:' && port === '' && username === '' && pushServices.test(hostname);
};

const IsPushEndpoint = () =>
  allOf(
    IsText(1_000, 1),
    rule('pushEndpoint', isPushEndpoint, 'must be the https address of a push service'),
  );

/** What the browser's `PushSubscription` has. */
export class SubscribePushRequest {
  @IsPushEndpoint()
  endpoint!: string;

  /** A public key of 65 bytes, base64url. */
  @Matches(/^[\w-]{87}=?$/)
  p256dh!: string;

  /** 16 bytes, base64url. */
  @Matches(/^[\w-]{22}={0,2}$/)
  auth!: string;
}

export class UnsubscribePushRequest {
  @IsPushEndpoint()
  endpoint!: string;
}

export class PushKeyView {
  /** The `applicationServerKey` of the browser's subscription, base64url. */
  @IsString()
  publicKey!: string;
}

export class PushUnsubscribed {
  @IsBoolean()
  unsubscribed!: boolean;
}

export const GetPushKey = rpc('notifications.get_push_key', {
  description: 'The key with which browsers subscribe to push messages.',
  request: EmptyRequest,
  reply: PushKeyView,
  readOnly: true,
  access: 'anyone',
  callers: ['client-gateway'],
  faults: [PushUnavailable],
});

export const SubscribePush = rpc('notifications.subscribe_push', {
  description: 'Subscribes a browser to the push messages of the caller’s account. The latest ten are kept.',
  request: SubscribePushRequest,
  reply: PushKeyView,
  access: 'account',
  callers: ['client-gateway'],
  faults: [PushUnavailable],
  example: {
    endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB',
    p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
    auth: 'tBHItJI5svbpez7KI4CCXg',
  },
});

export const UnsubscribePush = rpc('notifications.unsubscribe_push', {
  description: 'Unsubscribes a browser of the caller’s account.',
  request: UnsubscribePushRequest,
  reply: PushUnsubscribed,
  access: 'account',
  callers: ['client-gateway'],
  example: { endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB' },
});
