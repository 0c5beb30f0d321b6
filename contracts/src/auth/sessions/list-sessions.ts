import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { Page, PageRequest } from '../../page.js';
import { SessionView } from './session-view.js';

export class SessionList extends Page {
  @ValidateNested({ each: true })
  @Type(() => SessionView)
  data!: SessionView[];
}

export const ListSessions = rpc('auth.list_sessions', {
  description: 'The live sessions of the caller, most recently used first.',
  request: PageRequest,
  reply: SessionList,
  readOnly: true,
  access: 'account',
  callers: ['client-gateway'],
});
