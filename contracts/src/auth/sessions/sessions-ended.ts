import { IsInt } from 'class-validator';

export class SessionsEnded {
  /** How many sessions this ended. */
  @IsInt()
  ended!: number;
}
