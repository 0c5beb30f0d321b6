import { IsId } from '../../rules.js';

export class DeadLetterRequest {
  @IsId()
  id!: string;
}
