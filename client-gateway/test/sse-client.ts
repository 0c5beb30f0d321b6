/** A client of one event stream. */
export class SseClient {
  text = '';
  ended = false;
  private readonly abort = new AbortController();
  response!: Response;

  static async open(url: string, headers: Record<string, string> = {}): Promise<SseClient> {
    const client = new SseClient();
    client.response = await fetch(url, { headers, signal: client.abort.signal });
    void client.read();
    return client;
  }

  /** The steps of the received entries, and the reason of the end. */
  get events(): string[] {
    const complete = this.text.slice(0, this.text.lastIndexOf('\n\n') + 1);
    return [...complete.matchAll(/^data: (.*)$/gm)].map(([, data]) => {
      const { step, reason } = JSON.parse(data ?? '') as { step?: string; reason?: string };
      return step ?? `end: ${reason}`;
    });
  }

  close(): void {
    this.abort.abort();
  }

  private async read(): Promise<void> {
    try {
      const decoder = new TextDecoder();
      for await (const chunk of this.response.body ?? []) this.text += decoder.decode(chunk as Uint8Array);
    } catch {
      // Closed by the test.
    }
    this.ended = true;
  }
}
