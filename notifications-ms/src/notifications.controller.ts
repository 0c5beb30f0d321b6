import { Controller } from '@nestjs/common';
import {
  GetPreferences,
  GetPushKey,
  ListMessages,
  type ListMessagesRequest,
  type MessagePage,
  type MessageRequest,
  type MessageView,
  type PreferencesView,
  type PushKeyView,
  type PushUnsubscribed,
  ResendMessage,
  SubscribePush,
  type SubscribePushRequest,
  UnsubscribePush,
  type UnsubscribePushRequest,
  UpdatePreferences,
  type UpdatePreferencesRequest,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { ListMessagesUseCase } from './messages/list-messages.use-case.js';
import { ResendMessageUseCase } from './messages/resend-message.use-case.js';
import { SubscribePushUseCase } from './preferences/subscribe-push.use-case.js';
import { UpdatePreferencesUseCase } from './preferences/update-preferences.use-case.js';

/** The requests about messages and preferences. */
@Controller()
export class NotificationsController {
  constructor(
    private readonly listMessages: ListMessagesUseCase,
    private readonly resendMessage: ResendMessageUseCase,
    private readonly subscribePush: SubscribePushUseCase,
    private readonly updatePreferences: UpdatePreferencesUseCase,
  ) {}

  @RpcHandler(ListMessages)
  list(request: ListMessagesRequest): Promise<MessagePage> {
    return this.listMessages.execute(request);
  }

  @RpcHandler(ResendMessage)
  resend({ messageId }: MessageRequest): Promise<MessageView> {
    return this.resendMessage.execute(messageId);
  }

  @RpcHandler(GetPreferences)
  preferences(): Promise<PreferencesView> {
    return this.updatePreferences.execute();
  }

  @RpcHandler(UpdatePreferences)
  update(request: UpdatePreferencesRequest): Promise<PreferencesView> {
    return this.updatePreferences.execute(request);
  }

  @RpcHandler(GetPushKey)
  async pushKey(): Promise<PushKeyView> {
    return Promise.resolve(this.subscribePush.key());
  }

  @RpcHandler(SubscribePush)
  subscribe(request: SubscribePushRequest): Promise<PushKeyView> {
    return this.subscribePush.subscribe(request);
  }

  @RpcHandler(UnsubscribePush)
  async unsubscribe({ endpoint }: UnsubscribePushRequest): Promise<PushUnsubscribed> {
    await this.subscribePush.unsubscribe(endpoint);
    return { unsubscribed: true };
  }
}
