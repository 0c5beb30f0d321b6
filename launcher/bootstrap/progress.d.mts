/** One thing that is going on. */
export interface Step {
  /** Replaces the step's title. */
  update(text: string): void;
  done(text?: string): void;
  fail(text?: string): void;
}

/** Shows what is going on, on a terminal or in a log. */
export interface Progress {
  step(title: string): Step;
  note(line: string): void;
  close(): void;
}

export function createProgress(stream?: NodeJS.WriteStream): Progress;
