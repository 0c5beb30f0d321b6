import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { Page, PageRequest } from '../../page.js';
import { allDifferenceKinds, type AnyDifferenceKind, DifferenceRecord } from './difference-record.js';

export const differenceStates = ['open', 'resolved'] as const;

export class ListDifferencesRequest extends PageRequest {
  /** Default: open. Resolved differences are kept for 30 days. */
  @IsOptional()
  @IsIn(differenceStates)
  state?: (typeof differenceStates)[number];

  @IsOptional()
  @IsIn(allDifferenceKinds)
  kind?: AnyDifferenceKind;
}

export class DifferencePage extends Page {
  @ValidateNested({ each: true })
  @Type(() => DifferenceRecord)
  data!: DifferenceRecord[];
}

export const ListDifferences = rpc('payments.list_differences', {
  description: 'Differences with Stripe that reconciliation found, the one that was seen first last.',
  request: ListDifferencesRequest,
  reply: DifferencePage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  example: { state: 'open' },
});
