import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, IsUUID, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { IsId, Nullable } from '../../rules.js';

export class GetContactsRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsUUID('all', { each: true })
  userIds!: string[];
}

/** How to reach the owner of an account. */
export class Contact {
  @IsId()
  userId!: string;

  @IsString()
  email!: string;

  @IsString()
  name!: string;

  /** E.164; null when the account has none. */
  @Nullable()
  @IsString()
  phone!: string | null;

  /** BCP 47; null when the account has none. */
  @Nullable()
  @IsString()
  locale!: string | null;
}

export class GetContactsReply {
  @ValidateNested({ each: true })
  @Type(() => Contact)
  contacts!: Contact[];
}

export const GetContacts = rpc('auth.get_contacts', {
  description: 'How to reach the owners of accounts. Deleted and unknown accounts are left out.',
  request: GetContactsRequest,
  reply: GetContactsReply,
  readOnly: true,
  access: 'service',
  callers: ['notifications-ms'],
});
