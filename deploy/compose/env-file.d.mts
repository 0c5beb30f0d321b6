/**
 * The variables of a `.env` file, blank ones included; none when it does not exist. Throws an error
 * for the user when the file is not UTF-8.
 */
export function readEnvFile(file: string): Record<string, string>;
