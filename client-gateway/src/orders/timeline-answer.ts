import { OrderTimeline } from '@orderwire/contracts';
import { IsString } from 'class-validator';
import { explain } from './explain.js';
import { readerLocale } from './reader-locale.js';

/** A timeline as its reader gets it. */
export class TimelineAnswer extends OrderTimeline {
  /** `standing` in plain English words, its amounts and times as the first language of Accept-Language writes them. */
  @IsString()
  summary!: string;
}

/**
 * The timeline, and why the order stands where it stands in words. While orders-ms is being replaced, an older one may still answer in
 * words of its own.
 */
export function inWords(timeline: OrderTimeline, acceptLanguage: string | undefined): TimelineAnswer {
  const { standing, summary = '' } = timeline as Partial<TimelineAnswer>;
  if (!standing) return { ...timeline, standing: [], summary };
  return { ...timeline, summary: explain(standing, readerLocale(acceptLanguage)) };
}
