import { Injectable } from '@nestjs/common';
import { GetUser, UserNotFound } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';

/** auth-ms, as far as an order needs it. */
@Injectable()
export class AccountClient {
  constructor(private readonly rpc: RpcClient) {}

  /** Whether an account is active staff, asked on behalf of the staff member at work. Throws what any question may throw. */
  async worksHere(userId: string): Promise<boolean> {
    try {
      const { role, status } = await this.rpc.ask(GetUser, { userId });
      return status === 'active' && role !== 'customer';
    } catch (error) {
      if (UserNotFound.matches(error)) return false;
      throw error;
    }
  }
}
