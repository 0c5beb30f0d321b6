import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  EmptyRequest,
  GetPreferences,
  GetPushKey,
  ListMessages,
  ListMessagesRequest,
  type MessagePage,
  MessageRequest,
  type MessageView,
  type PreferencesView,
  type PushKeyView,
  type PushUnsubscribed,
  ResendMessage,
  SubscribePush,
  SubscribePushRequest,
  UnsubscribePush,
  UnsubscribePushRequest,
  UpdatePreferences,
  UpdatePreferencesRequest,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';

@ApiTags('Notifications')
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('messages')
  @Route(ListMessages, {
    summary: 'List e-mails and other messages, newest first',
    description:
      'The delivery log: `failed` messages were refused for good or too often, `skipped` ones were unwanted or pointless by then; ' +
      '`lastError` says why.',
  })
  list(@ContractRequest() request: ListMessagesRequest): Promise<MessagePage> {
    return this.rpc.request(ListMessages, request);
  }

  @Post('messages/:messageId/resend')
  @Route(ResendMessage, { summary: 'Send a message again' })
  resend(@ContractRequest() request: MessageRequest): Promise<MessageView> {
    return this.rpc.request(ResendMessage, request);
  }

  @Get('preferences')
  @Route(GetPreferences, { summary: 'Get which optional messages the account gets' })
  preferences(@ContractRequest() request: EmptyRequest): Promise<PreferencesView> {
    return this.rpc.request(GetPreferences, request);
  }

  @Patch('preferences')
  @Route(UpdatePreferences, {
    summary: 'Change which optional messages the account gets',
    description: 'Mails about orders, payments and the safety of the account are always sent.',
  })
  update(@ContractRequest() request: UpdatePreferencesRequest): Promise<PreferencesView> {
    return this.rpc.request(UpdatePreferences, request);
  }

  @Get('push-key')
  @Route(GetPushKey, { summary: 'Get the key with which browsers subscribe to push messages' })
  pushKey(@ContractRequest() request: EmptyRequest): Promise<PushKeyView> {
    return this.rpc.request(GetPushKey, request);
  }

  @Post('push-subscriptions')
  @Route(SubscribePush, { summary: 'Subscribe a browser to push messages', status: 201 })
  subscribe(@ContractRequest() request: SubscribePushRequest): Promise<PushKeyView> {
    return this.rpc.request(SubscribePush, request);
  }

  @Delete('push-subscriptions')
  @Route(UnsubscribePush, { summary: 'Unsubscribe a browser' })
  unsubscribe(@ContractRequest() request: UnsubscribePushRequest): Promise<PushUnsubscribed> {
    return this.rpc.request(UnsubscribePush, request);
  }
}
