/**
 * The door to everything: `npm start`, `npm test` and all commands that bootstrap/main.mjs lists. It runs on a fresh clone,
 * so it may use nothing but Node's built-ins, and this file nothing that an old Node could not read.
 */
const wanted = [20, 19];
const given = process.versions.node.split('.').map(Number);

if (given[0] < wanted[0] || (given[0] === wanted[0] && given[1] < wanted[1])) {
  console.error(
    'Orderwire needs Node.js ' + wanted.join('.') + ' or newer; this is ' + process.versions.node + '.',
  );
  console.error('Get a newer one from https://nodejs.org, or with your version manager: nvm install 22');
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
