import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { Script } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

const require = createRequire(import.meta.url);
/** Compiled once per worker. */
const scripts = new Map();

/**
 * Jest's environment for Node.js. Each spec file has its own instance of the bundled packages
 * (jest-bundle.mjs), but all spec files of a worker share their compiled code.
 */
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    const context = this.getVmContext();
    const modules = new Map();
    const load = (file) => {
      const loaded = modules.get(file);
      if (loaded) return loaded.exports;
      const module = { exports: {} };
      modules.set(file, module);
      const requireFrom = (id) => (id.startsWith('.') ? load(resolve(dirname(file), id)) : require(id));
      compiled(file).runInContext(context)(module.exports, module, requireFrom, file, dirname(file));
      return module.exports;
    };
    this.global.loadBundled = load;
  }
}

function compiled(file) {
  let script = scripts.get(file);
  if (!script) {
    const code = readFileSync(file, 'utf8');
    script = new Script(`(function (exports, module, require, __filename, __dirname) {${code}\n})`, {
      filename: file,
      importModuleDynamically: (id) => import(id),
    });
    scripts.set(file, script);
  }
  return script;
}
