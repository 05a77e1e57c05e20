import type { Disclosure } from './disclosure.js';

/** Every route except the public ones carries this metadata. A test checks all of them. */
export const DISCLOSURE = 'tally:disclosure';

/** The parameters of the request's URL. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

export interface DisclosureRule {
  readonly entity: string;
  readonly of: (answer: unknown, asked: Asked) => Disclosure;
}
