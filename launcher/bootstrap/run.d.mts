/** The program and first arguments that start npm. */
export function npmCommand(): [string, ...string[]];
