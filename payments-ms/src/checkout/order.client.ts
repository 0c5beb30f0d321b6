import { Injectable } from '@nestjs/common';
import { GetOrder, isFaultOf, OrderNotFound } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';

/** Requests to orders-ms. */
@Injectable()
export class OrderClient {
  constructor(private readonly rpc: RpcClient) {}

  /** False only when orders-ms says so. Throws any other fault of the request. */
  async exists(orderId: string): Promise<boolean> {
    try {
      await this.rpc.request(GetOrder, { orderId });
      return true;
    } catch (error) {
      if (isFaultOf(GetOrder, error, OrderNotFound)) return false;
      throw error;
    }
  }
}
