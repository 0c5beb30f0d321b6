import { EVERYBODY_FOLLOWS, type Voice } from './who-says-what.js';

const STREAM = 'orderwire_events';
const LIMITS = 'limits';

/** What one user may publish and subscribe to; NATS forbids everything else. */
export interface Permissions {
  publish: { allow: string[]; deny: string[] };
  subscribe: string[];
}

/**
 * A service hears its own subjects, in its own queue group, and its own inbox; it speaks on subjects it asks, on its own
 * (readiness asks them) and on the events it owns. It pulls from its own durable consumers and from nobody else's. Replies
 * go only to whoever asked. No service may delete or purge a stream.
 */
export function permissionsOf(voice: Voice, all: readonly Voice[]): Permissions {
  const durable = voice.reactions.length > 0 || voice.announces.length > 0;
  const others = all.filter(({ service }) => service !== voice.service).flatMap(({ reactions }) => reactions);
  return {
    publish: {
      allow: [
        ...voice.answers,
        ...voice.asks,
        ...voice.announces,
        ...following(),
        ...(durable ? events(voice) : []),
        ...(voice.service === 'client-gateway' ? sharedLimits() : []),
      ],
      // A consumer that follows ended sessions has a random name: what is allowed there is any name but these.
      deny: others.flatMap(({ durable: name }) => [
        `$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${name}`,
        `$JS.API.CONSUMER.DELETE.${STREAM}.${name}`,
        `$JS.API.CONSUMER.CREATE.${STREAM}.${name}.>`,
      ]),
    },
    subscribe: [
      `_INBOX.${voice.service}.>`,
      ...voice.answers.map((subject) => `${subject} ${voice.service}`),
    ],
  };
}

/** Reading `session.revoked` with a consumer of one's own, and nothing else of the stream. */
const following = (): string[] => [
  '$JS.API.INFO',
  `$JS.API.STREAM.INFO.${STREAM}`,
  `$JS.API.CONSUMER.CREATE.${STREAM}.*.${EVERYBODY_FOLLOWS}`,
  `$JS.API.CONSUMER.INFO.${STREAM}.*`,
  `$JS.API.CONSUMER.MSG.NEXT.${STREAM}.*`,
  `$JS.API.CONSUMER.DELETE.${STREAM}.*`,
];

/** Declaring the stream and one's own durable consumers, and acknowledging what those deliver. */
const events = ({ reactions }: Voice): string[] => [
  `$JS.API.STREAM.CREATE.${STREAM}`,
  `$JS.API.STREAM.UPDATE.${STREAM}`,
  ...reactions.flatMap(({ durable, subject }) => [
    `$JS.API.CONSUMER.CREATE.${STREAM}.${durable}.${subject}`,
    `$JS.ACK.${STREAM}.${durable}.>`,
  ]),
];

/** Request limits that the gateway's replicas share. */
const sharedLimits = (): string[] => [
  `$JS.API.STREAM.CREATE.${LIMITS}`,
  `$JS.API.STREAM.UPDATE.${LIMITS}`,
  `${LIMITS}.>`,
];

/** `deploy/nats/permissions.conf`. Passwords are variables, from a file that each installation makes for itself. */
export function natsConfiguration(voices: readonly Voice[]): string {
  const users = voices.map((voice) => {
    const { publish, subscribe } = permissionsOf(voice, voices);
    return [
      '    {',
      `      user: "${voice.service}", password: $${variableOf(voice.service)}`,
      '      permissions: {',
      `        publish: {${list('allow', publish.allow)}${list('deny', publish.deny)}\n        }`,
      `        subscribe: {${list('allow', subscribe)}\n        }`,
      '        allow_responses: { max: 1, expires: "2m" }',
      '      }',
      '    }',
    ].join('\n');
  });
  return [
    '# Written by `npm run nats:permissions` from the contracts and the sources. Change those, not this file.',
    '# AUTH_MS_PASSWORD: "…", one line per service: made by deploy/compose/env.mjs. The path counts from this file.',
    'include "../../run/secrets/nats_passwords"',
    '',
    'authorization {',
    '  timeout: 5',
    '  users: [',
    ...users,
    '  ]',
    '}',
    '',
  ].join('\n');
}

const variableOf = (service: string): string => `${service.replaceAll('-', '_').toUpperCase()}_PASSWORD`;

function list(name: string, subjects: readonly string[]): string {
  if (subjects.length === 0) return '';
  return `\n          ${name}: [\n${subjects.map((subject) => `            "${subject}"`).join('\n')}\n          ]`;
}
