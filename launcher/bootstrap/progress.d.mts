/** One step in progress. */
export interface Step {
  /** Replaces the step's title. */
  update(text: string): void;
  done(text?: string): void;
}

/** Shows the progress of steps on a terminal or in a log. */
export interface Progress {
  step(title: string): Step;
  note(line: string): void;
  close(): void;
}

export function createProgress(): Progress;
export const silentProgress: Progress;
