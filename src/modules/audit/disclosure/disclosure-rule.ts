import type { Disclosure } from './disclosure.js';

/** Every route but the public ones bears it; a test walks them all. */
export const DISCLOSURE = 'tally:disclosure';

/** What was asked for, as the address says it. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

export interface DisclosureRule {
  readonly entity: string;
  readonly of: (answer: unknown, asked: Asked) => Disclosure;
}
