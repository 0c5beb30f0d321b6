import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SearchOrders } from '@orderwire/contracts';
import { ContractRequest, Route } from '../edge/route.js';
import { SearchQuery, SearchResults } from './search-messages.js';
import { SearchService } from './search.service.js';

/** One search over the services. */
@ApiTags('Search')
@Controller('search')
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Get()
  @Route(SearchOrders, {
    request: SearchQuery,
    response: SearchResults,
    summary: 'Find orders, payments and accounts by what staff have at hand',
    description:
      'Orders by id (8 or more digits of its beginning suffice), the beginning of an e-mail address, tracking number, refund or correlation ' +
      'id; payments by a whole id of Stripe (`cs_`, `pi_`, `ch_`, `re_`, `dp_`); accounts by id, or a part of name or e-mail address. A ' +
      'service that is down is named in `unavailable`.',
  })
  find(@ContractRequest() { q }: SearchQuery): Promise<SearchResults> {
    return this.search.search(q);
  }
}
