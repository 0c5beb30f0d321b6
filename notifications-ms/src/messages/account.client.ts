import { Injectable } from '@nestjs/common';
import {
  type Contact,
  GetContacts,
  GetEmailToken,
  isFaultOf,
  OneTimeTokenInvalid,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';

/** Requests to auth-ms. */
@Injectable()
export class AccountClient {
  constructor(private readonly rpc: RpcClient) {}

  /** At most 50 accounts by id. Deleted accounts are missing. */
  async contacts(userIds: readonly string[]): Promise<Map<string, Contact>> {
    if (userIds.length === 0) return new Map();
    const { contacts } = await this.rpc.request(GetContacts, { userIds: [...userIds] });
    return new Map(contacts.map((contact) => [contact.userId, contact]));
  }

  /** The one-time token with this id; undefined once it is used, replaced or expired. */
  async emailToken(tokenId: string): Promise<string | undefined> {
    try {
      return (await this.rpc.request(GetEmailToken, { tokenId })).token;
    } catch (error) {
      if (isFaultOf(GetEmailToken, error, OneTimeTokenInvalid)) return undefined;
      throw error;
    }
  }
}
