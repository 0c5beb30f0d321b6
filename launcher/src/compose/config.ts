/** What the step that fills the catalogue of the composed system needs to know. */
export interface SeedConfig {
  gatewayUrl: string;
}

export function readSeedConfig(env: NodeJS.ProcessEnv = process.env): SeedConfig {
  const { GATEWAY_URL = '' } = env;
  if (!URL.canParse(GATEWAY_URL)) throw new Error('GATEWAY_URL is missing, or is not a URL');
  return { gatewayUrl: GATEWAY_URL.replace(/\/$/, '') };
}
