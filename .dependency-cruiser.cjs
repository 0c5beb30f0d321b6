/** The import rules of the repository. The comment of a rule is what its violation prints. */
const { workspaces } = require('./package.json');
const services = workspaces.filter((name) => /-(ms|gateway)$/.test(name));
const ours = `^(contracts|platform|test-kit|stripe-sandbox|mailbox|carrier-sandbox|storefront|launcher|e2e|${services.join('|')})/`;
const source = '/src/(?!.*\\.(spec|test-d)\\.ts$)';

/**
 * Layers of a service, by the suffix of a file. A file without a suffix in a capability folder is
 * domain. Services with the four folders inbound/, application/, domain/ and outbound/ follow the
 * folder rules as well.
 */
const inbound = '\\.(controller|listener|job)\\.ts$';
const application = '\\.(use-case|service|metrics)\\.ts$';
const outbound = '\\.(repository|client|gateway)\\.ts$';
const domain = '^[^/]+-ms/src/(?!(inbound|application|outbound|generated)/)[^/]+/[^/.]+\\.ts$';
const frameworks = 'node_modules/(@nestjs|@prisma|@nats-io|pg|stripe|fastify|rxjs)/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one idea: merge them, or reverse one import.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'contracts-import-no-workspace',
      comment: 'contracts describe messages. They do not depend on the code that sends or handles them.',
      severity: 'error',
      from: { path: '^contracts/src' },
      to: { path: [ours, '^@orderwire/'], pathNot: '^contracts/' },
    },
    {
      name: 'platform-imports-contracts-only',
      comment: 'Every service uses platform. platform does not depend on a service.',
      severity: 'error',
      from: { path: '^platform/src' },
      to: { path: ours, pathNot: '^(contracts|platform)/' },
    },
    {
      name: 'production-does-not-import-test-kit',
      comment: 'test-kit is for tests and for the launcher, which starts the embedded system.',
      severity: 'error',
      from: { path: source, pathNot: '^(test-kit|launcher|e2e)/' },
      to: { path: '^test-kit/' },
    },
    {
      name: 'nothing-imports-e2e',
      comment: 'e2e imports the launcher and the test-kit. The other direction would be a cycle.',
      severity: 'error',
      from: { pathNot: '^e2e/' },
      to: { path: '^e2e/' },
    },
    {
      name: 'shop-client-imports-contracts-only',
      comment: 'The shop client speaks HTTP: it needs the message classes of the contracts and nothing else.',
      severity: 'error',
      from: { path: '^test-kit/src/shop-client/' },
      to: { path: ours, pathNot: '^(contracts/|test-kit/src/shop-client/)' },
    },
    {
      name: 'sandbox-imports-no-workspace',
      comment: 'stripe-sandbox implements the Stripe API and can be used without Orderwire.',
      severity: 'error',
      from: { path: '^stripe-sandbox/src' },
      to: { path: ours, pathNot: '^stripe-sandbox/' },
    },
    {
      name: 'carrier-sandbox-imports-no-workspace',
      comment: "carrier-sandbox has EasyPost's API and can be used without Orderwire.",
      severity: 'error',
      from: { path: '^carrier-sandbox/src' },
      to: { path: ours, pathNot: '^carrier-sandbox/' },
    },
    {
      name: 'mailbox-imports-no-workspace',
      comment: 'mailbox accepts mails of any program and can be used without Orderwire.',
      severity: 'error',
      from: { path: '^mailbox/src' },
      to: { path: ours, pathNot: '^mailbox/' },
    },
    {
      name: 'storefront-imports-contracts-only',
      comment: 'Pages need the types of messages, which the compiler removes, and the rules of currencies.',
      severity: 'error',
      from: { path: '^storefront/src/' },
      to: { path: ours, pathNot: '^(storefront|contracts)/' },
    },
    {
      name: 'shop-and-console-load-apart',
      comment: 'The shop and the console share api, i18n and ui. Neither imports the other.',
      severity: 'error',
      from: { path: '^storefront/src/(shop|console)/' },
      to: { path: '^storefront/src/(shop|console)/', pathNot: '^storefront/src/$1/' },
    },
    ...services.map((service) => ({
      name: `${service}-imports-no-service`,
      comment: 'Services communicate through contracts only.',
      severity: 'error',
      from: { path: `^${service}${source}` },
      to: { path: ours, pathNot: `^(${service}|contracts|platform)/` },
    })),
    {
      name: 'domain-is-pure',
      comment: 'Domain code imports no framework, no platform, no database or network, and no other layer.',
      severity: 'error',
      from: { path: domain, pathNot: '\\.(spec|test-d)\\.ts$' },
      to: {
        path: [
          frameworks,
          '^platform/',
          '^[^/]+/src/(application|inbound|outbound)/',
          inbound,
          application,
          outbound,
        ],
      },
    },
    {
      name: 'application-does-not-import-inbound',
      comment: 'A use case does not know its callers.',
      severity: 'error',
      from: { path: ['^[^/]+/src/application/', `^[^/]+/src/.*${application}`] },
      to: { path: ['^[^/]+/src/inbound/', `^[^/]+/src/.*${inbound}`] },
    },
    {
      name: 'outbound-imports-domain-only',
      comment: 'Repositories and clients call no use case.',
      severity: 'error',
      from: { path: ['^[^/]+/src/outbound/', `^[^/]+/src/.*${outbound}`] },
      to: {
        path: ['^[^/]+/src/(application|inbound)/', `^[^/]+/src/.*${application}`, `^[^/]+/src/.*${inbound}`],
      },
    },
    {
      name: 'inbound-goes-through-application',
      comment: 'Controllers, listeners and jobs call use cases, not repositories or other services.',
      severity: 'error',
      from: { path: ['^[^/]+/src/inbound/', `^[^/]+/src/.*${inbound}`] },
      to: { path: ['^[^/]+/src/outbound/', `^[^/]+/src/.*${outbound}`] },
    },
  ],
  options: {
    doNotFollow: { path: '(node_modules|/dist/)' },
    exclude: { path: '(^|/)generated/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node'] },
  },
};
