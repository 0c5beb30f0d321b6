import type { DeadLetterSummary, DeadLetterView } from '@orderwire/contracts';

/** Length limit of a reason in a list. */
const REASON_LENGTH = 300;

/** A summary of three lines. */
export function deadLetterLines(letter: DeadLetterSummary): string {
  const { service, id, diedAt, subject, consumer, attempts, reason } = letter;
  return [
    `${service} ${id}  ${diedAt}`,
    `  ${subject} → ${consumer}, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    `  ${oneLine(reason)}`,
    ...resolutionLine(letter),
  ].join('\n');
}

/** All details, with the payload and the headers. */
export function deadLetterDetails(letter: DeadLetterView): string {
  const { event, payload, headers, eventId, reason } = letter;
  const content = event ? JSON.stringify(event, null, 2) : `${payload}\n(not readable as an event)`;
  return [
    deadLetterLines(letter),
    ...(reason.length > REASON_LENGTH ? [`  full reason: ${reason}`] : []),
    `  event ${eventId}`,
    ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
    '',
    content,
  ].join('\n');
}

function resolutionLine({ resolution, resolvedAt, resolvedBy, resolvedReason }: DeadLetterSummary): string[] {
  if (!resolution) return [];
  return [
    `  ${resolution} ${resolvedAt} by ${resolvedBy ?? 'the system'}${resolvedReason ? `: ${resolvedReason}` : ''}`,
  ];
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > REASON_LENGTH ? `${line.slice(0, REASON_LENGTH)} …` : line;
}
