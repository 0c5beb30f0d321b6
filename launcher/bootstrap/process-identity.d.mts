/** When a running process began; with the id it names one process for good. Undefined when there is no such process. */
export function startTimeOf(pid: number): string | undefined;
