import { Type } from 'class-transformer';
import { IsOptional, IsString, ValidateNested } from 'class-validator';
import { IsText, IsWholeNumber, Nullable } from './rules.js';

/** The largest page of any list. */
export const MAX_PAGE = 100;

/** The position in a list. `cursor` is opaque: the `meta.nextCursor` of the previous page. */
export class PageRequest {
  @IsOptional()
  @IsText(500)
  cursor?: string;

  /** 1 to 100; default: 20. */
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

/**
 * One page of a list. It may have fewer rows than the limit: it is cut before it would become too
 * large for a message.
 */
export class Page {
  @ValidateNested()
  @Type(() => PageMeta)
  meta!: PageMeta;
}
