/** An open stream: what came so far, and how to hang up. */
export class Listener {
  text = '';
  ended = false;
  private readonly hangUp = new AbortController();
  response!: Response;

  static async open(url: string, headers: Record<string, string> = {}): Promise<Listener> {
    const listener = new Listener();
    listener.response = await fetch(url, { headers, signal: listener.hangUp.signal });
    void listener.read();
    return listener;
  }

  /** Names of the timeline's steps, then the reason of the end, as they arrived. */
  get events(): string[] {
    const whole = this.text.slice(0, this.text.lastIndexOf('\n\n') + 1);
    return [...whole.matchAll(/^data: (.*)$/gm)].map(([, data]) => {
      const { step, reason } = JSON.parse(data ?? '') as { step?: string; reason?: string };
      return step ?? `end: ${reason}`;
    });
  }

  close(): void {
    this.hangUp.abort();
  }

  private async read(): Promise<void> {
    try {
      const decoder = new TextDecoder();
      for await (const chunk of this.response.body ?? []) this.text += decoder.decode(chunk as Uint8Array);
    } catch {
      // Hung up by the test.
    }
    this.ended = true;
  }
}
