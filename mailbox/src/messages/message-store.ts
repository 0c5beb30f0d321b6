import type { StoredMessage } from './message.js';

/** Which messages a list contains. All conditions have to hold; text is compared without case. */
export interface MessageFilter {
  /** Address of a recipient. */
  to?: string;
  /** Part of the subject. */
  subject?: string;
  /** Part of the subject, of the sender or of a recipient's address. */
  search?: string;
  /** Received at this time or later. */
  since?: Date;
}

/** The newest messages, in memory. The oldest are dropped at a limit of number or bytes. */
export class MessageStore {
  private readonly messages = new Map<string, StoredMessage>();
  private bytes = 0;

  constructor(private readonly limits: { maxMessages: number; maxTotalBytes: number }) {}

  get size(): number {
    return this.messages.size;
  }

  add(message: StoredMessage): void {
    this.messages.set(message.id, message);
    this.bytes += message.size;
    for (const [id, { size }] of this.messages) {
      if (this.size <= this.limits.maxMessages && this.bytes <= this.limits.maxTotalBytes) return;
      this.messages.delete(id);
      this.bytes -= size;
    }
  }

  get(id: string): StoredMessage | undefined {
    return this.messages.get(id);
  }

  /** Newest first. */
  list(filter: MessageFilter = {}, limit = Infinity): StoredMessage[] {
    const matching = [...this.messages.values()].reverse().filter((message) => matches(message, filter));
    return matching.slice(0, limit);
  }

  clear(): void {
    this.messages.clear();
    this.bytes = 0;
  }
}

function matches(message: StoredMessage, { to, subject, search, since }: MessageFilter): boolean {
  if (since && message.receivedAt < since.toISOString()) return false;
  if (to && !message.to.some((address) => address.toLowerCase() === to.toLowerCase())) return false;
  if (subject && !contains(message.subject, subject)) return false;
  return !search || [message.subject, message.from, ...message.to].some((text) => contains(text, search));
}

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
