import { type Access, type FaultFactory, NotAllowed, NotSignedIn, TokenInvalid } from '@orderwire/contracts';
import { TooManyRequests } from '../limits/rate-limit.js';

/** How clients show who they are, in the words of OpenAPI. */
export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: '`accessToken` of `POST /api/v1/auth/login` or `/register`.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-orderwire-access',
    description:
      'Set by the same routes for browsers. Requests that change something then need `X-CSRF-Protection: 1` and must come ' +
      'from the gateway’s own origin or one on the allow-list.',
  },
  orderToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Order-Token',
    description: 'Opens one order of a guest.',
  },
} as const;

/** Who may call, for people. */
export const openToWords: Readonly<Record<Access, string>> = {
  anyone: '',
  account: 'For whoever is signed in.',
  staff: 'For staff and admins.',
  admin: 'For admins.',
  service: 'For our own services.',
};

type Requirement = Record<string, string[]>;

const signedIn: Requirement[] = [{ bearer: [] }, { cookie: [] }];

/** What a route asks for: nothing, where anyone may call. */
export const securityOf = (access: Access, byOrderToken: boolean): Requirement[] => {
  if (access !== 'anyone') return signedIn;
  return byOrderToken ? [...signedIn, { orderToken: [] }] : [{}];
};

/** The "no"s that follow from who may call. */
export const refusalsOf = (access: Access): FaultFactory[] => [
  TokenInvalid,
  TooManyRequests,
  ...(access === 'anyone' ? [] : [NotSignedIn]),
  ...(access === 'staff' || access === 'admin' ? [NotAllowed] : []),
];
