import { FoundOrder, IsSingleLine, Nullable, PaymentHit, UserView } from '@orderwire/contracts';
import { Type } from 'class-transformer';
import { IsArray, IsIn, ValidateNested } from 'class-validator';

/** The services that search. */
export const searchedServices = ['auth-ms', 'orders-ms', 'payments-ms'] as const;

export type SearchedService = (typeof searchedServices)[number];

export class SearchQuery {
  /** 3 to 254 characters. */
  @IsSingleLine(254, 3)
  q!: string;
}

/** An object at Stripe, with its order. */
export class FoundPayment extends PaymentHit {
  /** Null while orders-ms is unavailable. */
  @Nullable()
  @ValidateNested()
  @Type(() => FoundOrder)
  order!: FoundOrder | null;
}

/** What a text may mean. Each list has at most a few dozen rows. */
export class SearchResults {
  @ValidateNested({ each: true })
  @Type(() => FoundOrder)
  orders!: FoundOrder[];

  @ValidateNested({ each: true })
  @Type(() => FoundPayment)
  payments!: FoundPayment[];

  @ValidateNested({ each: true })
  @Type(() => UserView)
  accounts!: UserView[];

  /** Services that did not answer: their results are missing. */
  @IsArray()
  @IsIn(searchedServices, { each: true })
  unavailable!: SearchedService[];
}
