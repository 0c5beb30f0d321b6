/** What one check found. A problem keeps the system from running; a warning does not. */
export interface Finding {
  level: 'fine' | 'warning' | 'problem';
  text: string;
  /** What to do about it. */
  mend?: string;
}

export const fine = (text: string): Finding => ({ level: 'fine', text });
export const warning = (text: string, mend?: string): Finding => ({
  level: 'warning',
  text,
  ...(mend ? { mend } : {}),
});
export const problem = (text: string, mend: string): Finding => ({ level: 'problem', text, mend });
