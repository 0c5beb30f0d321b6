import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { EmptyRequest } from '../empty-request.js';
import { SessionView } from './session-view.js';

export class SessionList {
  @ValidateNested({ each: true })
  @Type(() => SessionView)
  data!: SessionView[];
}

export const ListSessions = rpc('auth.list_sessions', {
  description: 'The live sessions of the caller, most recently used first.',
  request: EmptyRequest,
  reply: SessionList,
  access: 'account',
});
