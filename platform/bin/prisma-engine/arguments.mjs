/**
 * @typedef {object} Arguments
 * @property {string} [command]
 * @property {string[]} datamodels
 * @property {string} [url]
 * @property {string} [shadowUrl]
 * @property {boolean} version
 */

/**
 * Parses the arguments that the Prisma CLI passes. Options without a use here are ignored.
 *
 * @param {string[]} args
 * @returns {Arguments}
 */
export function readArguments(args) {
  const parsed = { datamodels: [], version: false };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--datamodels') parsed.datamodels.push(args[++i]);
    else if (args[i] === '--datasource') {
      const { url, shadowDatabaseUrl } = JSON.parse(args[++i]);
      parsed.url = url || undefined;
      parsed.shadowUrl = shadowDatabaseUrl || undefined;
    } else if (args[i] === 'cli') parsed.command = args[++i];
    else if (args[i] === '--version') parsed.version = true;
  }
  return parsed;
}
