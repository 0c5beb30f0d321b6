import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from '../../src/repository.js';

/** The long form of a mount. */
export interface VolumeMount {
  type: string;
  source: string;
  target: string;
  read_only?: boolean;
  volume?: { subpath?: string; nocopy?: boolean };
  bind?: { create_host_path?: boolean };
}

/** The checked part of a service in a Compose file. */
export interface ComposeService {
  image?: string;
  build?: { target?: string };
  command?: string[];
  entrypoint?: string[];
  user?: string;
  group_add?: string[];
  network_mode?: string;
  environment?: Record<string, string | number>;
  secrets?: (string | { source: string; target: string })[];
  networks?: string[];
  ports?: string[];
  profiles?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  volumes?: (string | VolumeMount)[];
  stop_grace_period?: string;
  logging?: { options?: Record<string, string> };
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string } } };
}

/** A Compose file with resolved anchors and merge keys, and without variable substitution. */
export interface ComposeFile {
  name?: string;
  services: Record<string, ComposeService>;
  networks?: Record<string, { internal?: boolean }>;
  volumes?: Record<string, object>;
  secrets?: Record<string, { environment: string }>;
}

export const composeFile = (name: string): ComposeFile =>
  parse(readFileSync(join(repositoryRoot, name), 'utf8'), { merge: true }) as ComposeFile;

/** The volumes and paths that a container mounts. */
export const sourcesOf = ({ volumes = [] }: ComposeService): string[] =>
  volumes.map((volume) => (typeof volume === 'string' ? (volume.split(':')[0] ?? '') : volume.source));

/** The environment of a service in docker-compose.yml. */
export const environmentOf = (service: string): Record<string, string | number> =>
  composeFile('docker-compose.yml').services[service]?.environment ?? {};
