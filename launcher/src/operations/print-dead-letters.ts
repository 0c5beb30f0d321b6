import type { DeadLetter, WholeDeadLetter } from './operator.js';

/** Characters of a reason in a list. */
const SHOWN = 300;

/** Three lines for each, to be read and to be copied from. */
export function deadLetterLines(letter: DeadLetter): string {
  const { service, id, diedAt, subject, consumer, attempts, reason } = letter;
  return [
    `${service} ${id}  ${diedAt}`,
    `  ${subject} → ${consumer}, ${attempts} ${attempts === 1 ? 'try' : 'tries'}`,
    `  ${oneLine(reason)}`,
    ...ending(letter),
  ].join('\n');
}

/** Everything there is to know of one. */
export function wholeDeadLetter(letter: WholeDeadLetter): string {
  const { event, payload, headers, eventId, reason } = letter;
  const said = event ? JSON.stringify(event, null, 2) : `${payload}\n(not readable as an event)`;
  return [
    deadLetterLines(letter),
    ...(reason.length > SHOWN ? [`  the whole reason: ${reason}`] : []),
    `  event ${eventId}`,
    ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
    '',
    said,
  ].join('\n');
}

function ending({ resolution, resolvedAt, resolvedBy, resolvedReason }: DeadLetter): string[] {
  if (!resolution) return [];
  return [
    `  ${resolution} ${resolvedAt} by ${resolvedBy ?? 'the system'}${resolvedReason ? `: ${resolvedReason}` : ''}`,
  ];
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > SHOWN ? `${line.slice(0, SHOWN)} …` : line;
}
