import type { TimelineEntry } from '@orderwire/contracts';
import { m } from '../messages';

/** A step of an order in words. */
export interface HistoryLine {
  readonly id: string;
  readonly at: string;
  readonly text: string;
}

/** What shoppers want to know, newest first. Steps within the payment provider are left out. */
export function historyOf(entries: readonly TimelineEntry[]): HistoryLine[] {
  const lines = entries.flatMap((entry): HistoryLine[] => {
    const text = textOf(entry);
    return text ? [{ id: entry.id, at: entry.at, text }] : [];
  });
  // The carrier and the shop may both report the same step.
  return lines.filter(({ text }, index) => lines[index - 1]?.text !== text).reverse();
}

function textOf({ step, details }: TimelineEntry): string | undefined {
  const texts: Readonly<Record<string, string>> = m.order.history;
  if (step !== 'status_changed') return texts[step];
  return { SHIPPED: texts['parcel_shipped'], DELIVERED: texts['parcel_delivered'] }[String(details['to'])];
}
