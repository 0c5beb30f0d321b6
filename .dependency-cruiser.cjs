/** The house's arrows: who may know whom. Each rule's comment is what a person who breaks it needs to read. */
const { workspaces } = require('./package.json');
const services = workspaces.filter((name) => /-(ms|gateway)$/.test(name));
const ours = `^(contracts|platform|test-kit|stripe-sandbox|launcher|e2e|${services.join('|')})/`;
const source = '/src/(?!.*\\.(spec|test-d)\\.ts$)';

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one thought: put them together, or turn one arrow round.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'contracts-know-nobody',
      comment: 'contracts is what is said. It may not depend on how, nor on who.',
      severity: 'error',
      from: { path: '^contracts/src' },
      to: { path: [ours, '^@orderwire/'], pathNot: '^contracts/' },
    },
    {
      name: 'platform-knows-contracts-only',
      comment: 'platform is a technique that every service uses. It knows no service.',
      severity: 'error',
      from: { path: '^platform/src' },
      to: { path: ours, pathNot: '^(contracts|platform)/' },
    },
    {
      name: 'production-does-not-import-test-kit',
      comment: 'test-kit is for tests and for the launcher that starts the embedded system.',
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
      name: 'the-sandbox-stands-alone',
      comment: 'stripe-sandbox plays somebody else: it knows the Stripe API and nothing of Orderwire.',
      severity: 'error',
      from: { path: '^stripe-sandbox/src' },
      to: { path: ours, pathNot: '^stripe-sandbox/' },
    },
    ...services.map((service) => ({
      name: `${service}-knows-no-other-service`,
      comment: 'Services know each other only by contracts.',
      severity: 'error',
      from: { path: `^${service}${source}` },
      to: { path: ours, pathNot: `^(${service}|contracts|platform)/` },
    })),
    {
      name: 'domain-is-pure',
      comment:
        'domain/ is what is true: no Nest, Prisma, NATS, database or network, and none of the other rooms.',
      severity: 'error',
      from: { path: `^[^/]+-ms${source.replace('(?!', 'domain/(?!')}` },
      to: {
        path: [
          'node_modules/(@nestjs|@prisma|@nats-io|pg|stripe|fastify|rxjs)/',
          '^platform/',
          '^[^/]+/src/(application|inbound|outbound)/',
        ],
      },
    },
    {
      name: 'application-does-not-know-inbound',
      comment: 'A use case does not know who asked for it.',
      severity: 'error',
      from: { path: '^[^/]+/src/application/' },
      to: { path: '^[^/]+/src/inbound/' },
    },
    {
      name: 'outbound-knows-only-the-domain',
      comment: 'outbound/ is told what to do; it calls no use case.',
      severity: 'error',
      from: { path: '^[^/]+/src/outbound/' },
      to: { path: '^[^/]+/src/(application|inbound)/' },
    },
    {
      name: 'inbound-goes-through-application',
      comment: 'Whoever speaks to us speaks to a use case, not to the database or another service.',
      severity: 'error',
      from: { path: '^[^/]+/src/inbound/' },
      to: { path: '^[^/]+/src/outbound/' },
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
