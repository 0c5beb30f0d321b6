import { Injectable } from '@nestjs/common';
import { GetUser, isFaultOf, UserNotFound } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';

@Injectable()
export class AccountClient {
  constructor(private readonly rpc: RpcClient) {}

  /** Whether an account is active staff. Asked with the identity of the current caller. */
  async isActiveStaff(userId: string): Promise<boolean> {
    try {
      const { role, status } = await this.rpc.request(GetUser, { userId });
      return status === 'active' && role !== 'customer';
    } catch (error) {
      if (isFaultOf(GetUser, error, UserNotFound)) return false;
      throw error;
    }
  }
}
