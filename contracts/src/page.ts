import { IsOptional, IsString } from 'class-validator';
import { IsText, IsWholeNumber, Nullable } from './rules.js';

/** The largest page any list gives. */
export const MAX_PAGE = 100;

/** How far into a list the caller is. `cursor` is opaque: pass back what `meta.nextCursor` said. */
export class PageRequest {
  @IsOptional()
  @IsText(500)
  cursor?: string;

  /** 1 to 100; 20 unless told. */
  @IsOptional()
  @IsWholeNumber(1, MAX_PAGE)
  limit?: number;
}

export class PageMeta {
  /** Pass as `cursor` for the next page; null on the last one. */
  @Nullable()
  @IsString()
  nextCursor!: string | null;
}
