/**
 * `npm run templates`: compiles layout.mjml and writes src/templates/layout.ts, so that neither the
 * build nor the service needs MJML.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

const source = new URL('layout.mjml', import.meta.url);
const html = await text(process.stdin);
if (!html.includes('</html>')) throw new Error('MJML compiled nothing');
const hash = createHash('sha256').update(readFileSync(source)).digest('hex');
const quoted = (value) =>
  `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
writeFileSync(
  new URL('../src/templates/layout.ts', import.meta.url),
  `/** SHA-256 of the templates/layout.mjml from which \`npm run templates\` compiled it. */
export const layoutSource = '${hash}';

/** HTML of every mail: a Handlebars template. */
export const layout =
  ${quoted(
    html
      .replace(/^<!-- FILE:.*-->/, '')
      .replace(/\n\s*/g, '\n')
      .trim(),
  )};
`,
);
