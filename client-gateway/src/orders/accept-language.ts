import Negotiator from 'negotiator';

/** Browsers send a handful of languages; a longer header is ignored. */
const MAX_LENGTH = 200;

/** The languages of an `Accept-Language` header, the preferred one first, as the client sent them. */
export const languagesOf = (header: string | undefined): string[] =>
  header && header.length <= MAX_LENGTH
    ? new Negotiator({ headers: { 'accept-language': header } }).languages()
    : [];
