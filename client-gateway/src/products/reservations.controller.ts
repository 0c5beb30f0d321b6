import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ListReservations, ListReservationsRequest, type ReservationPage } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';

@ApiTags('Products')
@Controller('reservations')
export class ReservationsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Route(ListReservations, {
    summary: 'List reservations of stock, the newest order first',
    description: 'One entry per order and product.',
  })
  list(@ContractRequest() request: ListReservationsRequest): Promise<ReservationPage> {
    return this.rpc.request(ListReservations, request);
  }
}
