import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../bin/orderwire-prisma.mjs', import.meta.url));
const migrateCli = fileURLToPath(new URL('../../bin/orderwire-migrate.mjs', import.meta.url));
const nodeModules = dirname(dirname(createRequire(import.meta.url).resolve('prisma/package.json')));

const config = `import { defineConfig } from 'prisma/config';
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
`;
const head = `generator client {
  provider            = "prisma-client"
  output              = "../src/outbound/generated"
  moduleFormat        = "esm"
  importFileExtension = "js"
}
datasource db {
  provider = "postgresql"
}
`;

/** A service folder like ours in a temporary directory, with the repository's packages. */
export class SampleService {
  readonly folder = mkdtempSync(join(tmpdir(), 'orderwire sample '));

  constructor(private readonly databaseUrl?: string) {
    mkdirSync(join(this.folder, 'prisma'));
    symlinkSync(nodeModules, join(this.folder, 'node_modules'));
    writeFileSync(join(this.folder, 'package.json'), '{"name":"sample","type":"module","private":true}');
    writeFileSync(join(this.folder, 'prisma.config.ts'), config);
  }

  /** Writes the schema: one table `things` with these further fields. */
  schema(fields = ''): void {
    const model = `model Thing {\n  id String @id @db.Uuid\n  name String\n${fields}\n  @@map("things")\n}\n`;
    writeFileSync(join(this.folder, 'prisma', 'schema.prisma'), `${head}${model}`);
  }

  /**
   * Writes the migration that `migrate dev` would create for the plain schema, with further SQL at
   * its end.
   */
  migration(name: string, further = ''): void {
    const folder = join(this.folder, 'prisma', 'migrations');
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
    const table = 'CREATE TABLE "things" ("id" UUID NOT NULL PRIMARY KEY, "name" TEXT NOT NULL);';
    writeFileSync(join(folder, name, 'migration.sql'), `${table}\n${further}\n`);
  }

  /** Names of the migrations, oldest first. */
  migrations(): string[] {
    return readdirSync(join(this.folder, 'prisma', 'migrations'))
      .filter((name) => name !== 'migration_lock.toml')
      .sort();
  }

  sqlFile(migration: string): string {
    return join(this.folder, 'prisma', 'migrations', migration, 'migration.sql');
  }

  sql(migration: string): string {
    return readFileSync(this.sqlFile(migration), 'utf8');
  }

  /** Runs `orderwire-prisma`; resolves with its exit code and output. */
  prisma(args: string, databaseUrl = this.databaseUrl): Promise<{ code: number; output: string }> {
    return this.run([cli, ...args.split(' ')], { DATABASE_URL: databaseUrl ?? '' });
  }

  /** Runs `orderwire-migrate`; resolves with its exit code and output. */
  migrate(variables: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
    return this.run([migrateCli], variables);
  }

  private run(args: string[], variables: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      const env = { ...process.env, ...variables, NODE_OPTIONS: '', NO_COLOR: '1' };
      const options = { cwd: this.folder, env };
      const child = execFile(process.execPath, args, options, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
      );
      child.stdin?.end();
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
