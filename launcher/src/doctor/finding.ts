/** The result of one check. A problem prevents the system from running; a warning does not. */
export interface Finding {
  level: 'fine' | 'warning' | 'problem';
  text: string;
  /** What to do about it. */
  remedy?: string;
}

export const fine = (text: string): Finding => ({ level: 'fine', text });
export const warning = (text: string, remedy: string): Finding => ({ level: 'warning', text, remedy });
export const problem = (text: string, remedy: string): Finding => ({ level: 'problem', text, remedy });
