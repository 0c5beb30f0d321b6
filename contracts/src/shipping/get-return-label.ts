import { rpc } from '../contract.js';
import { FileView } from '../invoices/document-view.js';
import { IsId } from '../rules.js';
import { CarrierUnavailable, NoLabel, ReturnNotFound } from './faults.js';

/** Names one return. */
export class ReturnRequest {
  @IsId()
  returnId!: string;
}

export const GetReturnLabel = rpc('returns.get_label', {
  description: 'The label of a return as PDF. Callers who may see its order may read it.',
  request: ReturnRequest,
  reply: FileView,
  readOnly: true,
  access: 'anyone',
  callers: ['client-gateway'],
  timeoutMs: 15_000,
  faults: [ReturnNotFound, NoLabel, CarrierUnavailable],
});
