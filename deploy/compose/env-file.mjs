import { existsSync, readFileSync } from 'node:fs';
import { parseEnv, TextDecoder } from 'node:util';

/**
 * The variables of a `.env` file, blank ones included; none when it does not exist. Throws an error
 * for the user when the file is not UTF-8: a parser would skip its first lines, or all, without a
 * word.
 */
export function readEnvFile(file) {
  if (!existsSync(file)) return {};
  const bytes = readFileSync(file);
  const saveAs = 'save it as UTF-8 (editor: "Save with encoding"; PowerShell: Set-Content -Encoding utf8)';
  if (bytes.includes(0))
    throw new Error(
      `${file} is UTF-16 text: ${saveAs}, or run: iconv -f UTF-16 -t UTF-8 ${file} > new && mv new ${file}`,
    );
  try {
    return parseEnv(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Error(`${file} contains characters that are not UTF-8: ${saveAs}`);
  }
}
