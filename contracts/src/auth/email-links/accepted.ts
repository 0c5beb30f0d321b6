import { IsBoolean } from 'class-validator';

/** The request was accepted. An e-mail follows if there is one to send. */
export class Accepted {
  @IsBoolean()
  accepted!: boolean;
}
