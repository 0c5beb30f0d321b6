/**
 * Entry point of all commands in bootstrap/main.mjs. It runs on a fresh clone, so it uses Node's
 * built-in modules only, and this file uses syntax that old Node versions can parse.
 */
const required = [20, 19];
const current = process.versions.node.split('.').map(Number);

if (current[0] < required[0] || (current[0] === required[0] && current[1] < required[1])) {
  console.error(
    'Orderwire needs Node.js ' + required.join('.') + ' or newer; this is ' + process.versions.node + '.',
  );
  console.error(
    'Install a newer version from https://nodejs.org or with your version manager: nvm install 22',
  );
  process.exit(1);
} else {
  import('./bootstrap/main.mjs').then(
    (bootstrap) => bootstrap.main(process.argv.slice(2)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}
