import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { Page, PageRequest } from '../page.js';
import { IsText, IsTime } from '../rules.js';
import { type DocumentKind, documentKinds, DocumentView } from './document-view.js';

export class ListDocumentsRequest extends PageRequest {
  @IsOptional()
  @IsIn(documentKinds)
  kind?: DocumentKind;

  /** The whole number of one document. */
  @IsOptional()
  @IsText(60, 1)
  number?: string;

  /** Issued at or after. */
  @IsOptional()
  @IsTime()
  from?: string;

  /** Issued before. */
  @IsOptional()
  @IsTime()
  to?: string;
}

export class DocumentPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => DocumentView)
  data!: DocumentView[];
}

export const ListDocuments = rpc('invoices.list', {
  description: 'Issued invoices, credit notes and debit notes of all orders, newest first.',
  request: ListDocumentsRequest,
  reply: DocumentPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
