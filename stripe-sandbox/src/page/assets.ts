/** The pages' style sheet. */
export const STYLE = '';

/** Comfort only: every page works without it. */
export const SCRIPT = '';
