/**
 * What the Prisma CLI says on the command line. Options that this engine has no use for are passed over.
 *
 * @param {string[]} args
 * @returns {{command?: string, datamodels: string[], url?: string, shadowUrl?: string, version: boolean}}
 */
export function readArguments(args) {
  const said = { datamodels: [], version: false };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--datamodels') said.datamodels.push(args[++i]);
    else if (args[i] === '--datasource') {
      const { url, shadowDatabaseUrl } = JSON.parse(args[++i]);
      said.url = url || undefined;
      said.shadowUrl = shadowDatabaseUrl || undefined;
    } else if (args[i] === 'cli') said.command = args[++i];
    else if (args[i] === '--version') said.version = true;
  }
  return said;
}
