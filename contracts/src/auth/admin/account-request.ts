import { IsId } from '../../rules.js';

export class AccountRequest {
  @IsId()
  userId!: string;
}
