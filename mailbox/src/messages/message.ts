import { randomUUID } from 'node:crypto';
import { type HeaderValue, type ParsedMail, simpleParser } from 'mailparser';

/** What lists show of a message. */
export interface MessageSummary {
  id: string;
  /** The header Message-ID; empty when there is none. */
  messageId: string;
  /** The header From; the sender of the envelope when there is none. */
  from: string;
  /** The recipients of the envelope (RCPT TO), also those of no header. */
  to: string[];
  /** The sender of the envelope (MAIL FROM), to which bounces go. Empty for a bounce. */
  returnPath: string;
  subject: string;
  /** ISO 8601. */
  receivedAt: string;
  /** Bytes of the message as it arrived. */
  size: number;
  /** By lower-case name. A summary has those in {@link LISTED_HEADERS}, a message all. */
  headers: Record<string, string>;
}

/** A message as it arrived, and what lists show of it. */
export interface StoredMessage extends MessageSummary {
  raw: Buffer;
}

/** A parsed message. */
export interface Message extends MessageSummary {
  /** Null when there is no such part. Images of the message are data: URLs. */
  html: string | null;
  text: string | null;
  attachments: { filename: string; contentType: string; size: number }[];
  /** Why the message could not be parsed. */
  problem?: string;
}

const LISTED_HEADERS = [
  'date',
  'cc',
  'reply-to',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'auto-submitted',
  'in-reply-to',
];

/** Longest header block that a summary reads, and longest value that it keeps. */
const HEAD_BYTES = 65_536;
const VALUE_LENGTH = 2_000;

/** Summarises a message that arrived. Reads its header block only. */
export async function storedMessage(
  raw: Buffer,
  envelope: { from: string; to: string[] },
  receivedAt: Date,
): Promise<StoredMessage> {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.subarray(0, Math.min(end < 0 ? raw.length : end + 4, HEAD_BYTES));
  const parsed = await parse(head).catch(() => undefined);
  const headers = parsed ? headersOf(parsed) : {};
  const listed = LISTED_HEADERS.filter((name) => name in headers);
  const short = (text: string | undefined): string => (text ?? '').slice(0, VALUE_LENGTH);
  return {
    id: randomUUID(),
    messageId: short(headers['message-id']),
    from: short(headers['from']) || envelope.from,
    to: envelope.to,
    returnPath: envelope.from,
    subject: short(headers['subject']),
    receivedAt: receivedAt.toISOString(),
    size: raw.length,
    headers: Object.fromEntries(listed.map((name) => [name, short(headers[name])])),
    raw,
  };
}

/** Parses the whole message. A message that cannot be parsed has a `problem` and no parts. */
export async function readMessage({ raw, ...summary }: StoredMessage): Promise<Message> {
  try {
    const parsed = await parse(raw);
    return {
      ...summary,
      headers: headersOf(parsed),
      html: parsed.html || null,
      text: parsed.text ?? null,
      attachments: parsed.attachments.map((attachment, index) => ({
        filename: filenameOf(attachment, index),
        ...{ contentType: attachment.contentType, size: attachment.size },
      })),
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...summary, html: null, text: null, attachments: [], problem };
  }
}

/** One attachment, decoded. Undefined when the message has fewer. */
export async function readAttachment(
  { raw }: StoredMessage,
  index: number,
): Promise<{ filename: string; content: Buffer } | undefined> {
  const attachment = (await parse(raw)).attachments[index];
  return attachment && { filename: filenameOf(attachment, index), content: attachment.content };
}

const filenameOf = ({ filename }: { filename?: string }, index: number): string =>
  filename ?? `attachment-${index + 1}`;

const parse = async (source: Buffer): Promise<ParsedMail> =>
  simpleParser(source, { skipHtmlToText: true, skipTextToHtml: true, checksumAlgo: false });

/** Decoded values by lower-case name; repeated headers are lines of one value. */
function headersOf({ headers, headerLines }: ParsedMail): Record<string, string> {
  const values = new Map<string, string[]>();
  for (const { key, line } of headerLines) {
    const decoded = decodedText(headers.get(key));
    if (decoded !== undefined) values.set(key, [decoded]);
    else values.set(key, [...(values.get(key) ?? []), unfold(line)]);
  }
  return Object.fromEntries([...values].map(([name, lines]) => [name, lines.join('\n')]));
}

function decodedText(value: HeaderValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return value && 'text' in value && typeof value.text === 'string' ? value.text : undefined;
}

const unfold = (line: string): string =>
  line
    .slice(line.indexOf(':') + 1)
    .replace(/\r?\n(?=[ \t])/g, '')
    .trim();
