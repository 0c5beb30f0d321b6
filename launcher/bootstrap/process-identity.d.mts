/** The start time of a process, which identifies it together with its id; undefined when it does not exist. */
export function startTimeOf(pid: number): string | undefined;
