import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { Page, PageRequest } from '../../page.js';
import { IsId, IsTime } from '../../rules.js';
import { type LedgerAccount, ledgerAccounts, LedgerRecord } from './ledger-record.js';

export class ListLedgerRequest extends PageRequest {
  @IsOptional()
  @IsIn(ledgerAccounts)
  account?: LedgerAccount;

  @IsOptional()
  @IsId()
  orderId?: string;

  /** Moved at or after. */
  @IsOptional()
  @IsTime()
  from?: string;

  /** Moved before. */
  @IsOptional()
  @IsTime()
  to?: string;
}

export class LedgerPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => LedgerRecord)
  data!: LedgerRecord[];
}

export const ListLedger = rpc('payments.list_ledger', {
  description: 'Ledger entries, the latest movement first.',
  request: ListLedgerRequest,
  reply: LedgerPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  example: { account: 'payouts' },
});
