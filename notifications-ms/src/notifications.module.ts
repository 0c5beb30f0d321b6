import { type DynamicModule, Inject, Module, type OnModuleDestroy, type Provider } from '@nestjs/common';
import {
  Database,
  deriveKeys,
  LOGGER,
  type Logger,
  Metrics,
  PlatformModule,
  prismaProvider,
  RefusedWebhooks,
} from '@orderwire/platform';
import type { Channel } from './channels/channel.js';
import { EmailGateway } from './channels/email.gateway.js';
import { PushGateway } from './channels/push.gateway.js';
import { SmsGateway } from './channels/sms.gateway.js';
import type { NotificationsConfig } from './config.js';
import { PrismaClient } from './generated/client.js';
import { AccountClient } from './messages/account.client.js';
import { AccountsListener } from './messages/accounts.listener.js';
import { ForgetAccountsUseCase } from './messages/forget-accounts.use-case.js';
import { ForgottenAccountRepository } from './messages/forgotten-account.repository.js';
import { ListMessagesUseCase } from './messages/list-messages.use-case.js';
import type { ChannelName } from './messages/message.js';
import { MessageListRepository } from './messages/message-list.repository.js';
import { MessageRepository } from './messages/message.repository.js';
import { MessagesJob } from './messages/messages.job.js';
import { MessagesMetrics } from './messages/messages.metrics.js';
import { OrderClient } from './messages/order.client.js';
import { OrdersListener } from './messages/orders.listener.js';
import {
  MAIL_SETTINGS,
  type MailSettings,
  PrepareMessagesUseCase,
} from './messages/prepare-messages.use-case.js';
import { MESSAGE_DAYS, PurgeMessagesUseCase } from './messages/purge-messages.use-case.js';
import { MORE_CHANNELS, QueueMessagesUseCase, STAFF_EMAILS } from './messages/queue-messages.use-case.js';
import { ResendMessageUseCase } from './messages/resend-message.use-case.js';
import { SendMessagesUseCase } from './messages/send-messages.use-case.js';
import { StaffListener } from './messages/staff.listener.js';
import { NotificationsController } from './notifications.controller.js';
import { MailEventVerifier } from './preferences/mail-event-verifier.js';
import { MailEventsController } from './preferences/mail-events.controller.js';
import { PreferenceRepository } from './preferences/preference.repository.js';
import { PushSubscriptionRepository } from './preferences/push-subscription.repository.js';
import { PUSH_KEY, SubscribePushUseCase } from './preferences/subscribe-push.use-case.js';
import { SuppressAddressesUseCase } from './preferences/suppress-addresses.use-case.js';
import { UnsubscribeLinks } from './preferences/unsubscribe-links.js';
import { UnsubscribeUseCase } from './preferences/unsubscribe.use-case.js';
import { UnsubscribeController } from './preferences/unsubscribe.controller.js';
import { UpdatePreferencesUseCase } from './preferences/update-preferences.use-case.js';
import { NotifyUseCase } from './notify.use-case.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { webhookProviders } from './webhooks/webhooks.providers.js';

const CHANNELS = Symbol('CHANNELS');
type Channels = ReadonlyMap<ChannelName, Channel>;

/** The module of notifications-ms. */
@Module({})
export class NotificationsModule implements OnModuleDestroy {
  static with(config: NotificationsConfig): DynamicModule {
    return {
      module: NotificationsModule,
      imports: [PlatformModule.forService('notifications-ms', config)],
      controllers: [NotificationsController, UnsubscribeController, MailEventsController, WebhooksController],
      providers: [
        prismaProvider(PrismaClient),
        ...messageProviders(config),
        ...preferenceProviders(config),
        ...webhookProviders(config),
      ],
    };
  }

  constructor(@Inject(CHANNELS) private readonly channels: Channels) {}

  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.channels.values()].map((channel) => channel.close()));
  }
}

/** The queue of messages, its sender and the delivery log. */
const messageProviders = (config: NotificationsConfig): Provider[] => [
  OrdersListener,
  AccountsListener,
  StaffListener,
  NotifyUseCase,
  QueueMessagesUseCase,
  ForgetAccountsUseCase,
  PrepareMessagesUseCase,
  ListMessagesUseCase,
  ResendMessageUseCase,
  MessagesMetrics,
  MessageRepository,
  ForgottenAccountRepository,
  MessageListRepository,
  OrderClient,
  AccountClient,
  PurgeMessagesUseCase,
  { provide: MESSAGE_DAYS, useValue: config.MESSAGE_DAYS },
  { provide: STAFF_EMAILS, useValue: config.STAFF_EMAILS },
  {
    provide: MAIL_SETTINGS,
    useValue: {
      shop: config.SHOP_NAME,
      ...(config.STOREFRONT_URL && { storefrontUrl: config.STOREFRONT_URL }),
      reminderMs: config.PAYMENT_REMINDER_MINUTES * 60_000,
    } satisfies MailSettings,
  },
  {
    provide: CHANNELS,
    inject: [PushSubscriptionRepository],
    useFactory: (subscriptions: PushSubscriptionRepository): Channels =>
      new Map(channelsOf(config, subscriptions).map((channel) => [channel.name, channel])),
  },
  {
    provide: MORE_CHANNELS,
    inject: [CHANNELS],
    useFactory: (channels: Channels): ChannelName[] =>
      [...channels.keys()].filter((name) => name !== 'email'),
  },
  {
    provide: SendMessagesUseCase,
    inject: [
      MessageRepository,
      ForgottenAccountRepository,
      PrepareMessagesUseCase,
      PreferenceRepository,
      Database,
      CHANNELS,
      Metrics,
      LOGGER,
    ],
    useFactory: (
      messages: MessageRepository,
      forgotten: ForgottenAccountRepository,
      prepare: PrepareMessagesUseCase,
      preferences: PreferenceRepository,
      database: Database,
      channels: Channels,
      metrics: Metrics,
      log: Logger,
    ) =>
      new SendMessagesUseCase(
        messages,
        forgotten,
        prepare,
        preferences,
        database,
        channels,
        config.SEND_CONCURRENCY,
        metrics,
        log,
      ),
  },
  {
    provide: MessagesJob,
    inject: [SendMessagesUseCase, PurgeMessagesUseCase],
    useFactory: (send: SendMessagesUseCase, purge: PurgeMessagesUseCase) =>
      new MessagesJob(send, purge, config.SEND_INTERVAL_MS),
  },
];

/** E-mail always; SMS and push where they are configured. */
function channelsOf(config: NotificationsConfig, subscriptions: PushSubscriptionRepository): Channel[] {
  const {
    SMTP_URL: url,
    MAIL_FROM: from,
    SEND_CONCURRENCY: connections,
    SMTP_TIMEOUT_SECONDS: seconds,
  } = config;
  const {
    SMS_ACCOUNT_SID: accountSid,
    SMS_AUTH_TOKEN: authToken,
    SMS_FROM: smsFrom,
    SMS_API_URL: apiUrl,
  } = config;
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = config;
  return [
    new EmailGateway({ url, from, connections, timeoutMs: seconds * 1_000 }),
    ...(accountSid && authToken && smsFrom
      ? [new SmsGateway({ accountSid, authToken, from: smsFrom, apiUrl })]
      : []),
    ...(publicKey && privateKey && subject
      ? [new PushGateway({ publicKey, privateKey, subject }, subscriptions)]
      : []),
  ];
}

/** What recipients want, and the addresses that get no mail. */
const preferenceProviders = (config: NotificationsConfig): Provider[] => [
  PreferenceRepository,
  UpdatePreferencesUseCase,
  PushSubscriptionRepository,
  SubscribePushUseCase,
  UnsubscribeUseCase,
  SuppressAddressesUseCase,
  { provide: PUSH_KEY, useValue: config.VAPID_PUBLIC_KEY ?? null },
  RefusedWebhooks,
  {
    provide: UnsubscribeLinks,
    useFactory: () =>
      new UnsubscribeLinks(
        config.PUBLIC_URL,
        deriveKeys(config.NOTIFICATION_TOKEN_SECRET, 'links to unsubscribe'),
      ),
  },
  { provide: MailEventVerifier, useFactory: () => new MailEventVerifier(config.MAIL_EVENTS_SECRET) },
];
