import { Injectable } from '@nestjs/common';
import type { OrderView } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { FindOrderUseCase } from './find-order.use-case.js';
import { orderView } from './order.js';

@Injectable()
export class GetOrderUseCase {
  constructor(private readonly findOrder: FindOrderUseCase) {}

  async execute(orderId: string): Promise<OrderView> {
    return orderView(await this.findOrder.execute(orderId), contextOrSystem().actor);
  }
}
