import { ProblemError } from '../../errors/problem-error.js';

/** Deeper than any record of the product by far; what walks a value walks it recursively. */
export const JSON_DEPTH_MAX = 32;
/** Elements and members in one text: a batch of 1,000 readings with fifteen values each holds about 80,000. */
export const JSON_PARTS_MAX = 100_000;
/** Members of one object: a record has a few dozen. Objects of very many cost far more to build than their text. */
export const JSON_MEMBERS_MAX = 500;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const SMALL_U = 0x75;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Names that reach an object's prototype where careless code copies members one by one. */
const POISONED: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

/**
 * Parses a JSON text from outside. Refused beside what is no JSON: nesting and size beyond the limits, before anything
 * is built; halves of surrogate pairs; a member named twice in one object, which two readers would understand in two
 * ways (RFC 8259, section 4); names that poison prototypes.
 * @throws ProblemError (400) that quotes nothing of the text
 */
export function parseJsonText(text: string): unknown {
  return parse(text, null);
}

/**
 * As {@link parseJsonText}, with the text of each element where the value is an array, else of the whole value; without
 * blanks around.
 */
export function parseJsonTexts(text: string): { readonly value: unknown; readonly texts: readonly string[] } {
  const commas: number[] = [];
  const value = parse(text, commas);
  if (!Array.isArray(value)) return { value, texts: [text.trim()] };
  if (value.length === 0) return { value, texts: [] };
  const ends = [...commas, text.lastIndexOf(']')];
  let start = text.indexOf('[') + 1;
  const texts = ends.map((end) => {
    const element = text.slice(start, end).trim();
    start = end + 1;
    return element;
  });
  return { value, texts };
}

/** @param commas takes where those of the outermost level stand */
function parse(text: string, commas: number[] | null): unknown {
  const members = scan(text, commas);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refusal('The JSON text is not valid.');
  }
  if (namedMembers(value) !== members) throw refusal('The JSON text names a member twice in one object.');
  return value;
}

/** One pass over the characters. @returns how many members the text names, a repeated name each time */
function scan(text: string, commas: number[] | null): number {
  // Nearly no text has any: its strings are passed over at the speed of a search for the next quote.
  const skip = text.includes('\\') ? endOfString : endOfPlainString;
  let depth = 0;
  // Of the object or array at each depth.
  const membersAt = new Uint32Array(JSON_DEPTH_MAX + 1);
  let members = 0;
  let parts = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = skip(text, at + 1);
        break;
      case COLON:
        members += 1;
        // What closes more than it opened is no JSON: the parser says so.
        if (depth > 0 && (membersAt[depth] = (membersAt[depth] ?? 0) + 1) > JSON_MEMBERS_MAX)
          throw refusal(`The JSON text holds an object of more than ${JSON_MEMBERS_MAX} members.`);
        break;
      case COMMA:
        parts += 1;
        if (depth === 1) commas?.push(at);
        if (parts > JSON_PARTS_MAX)
          throw refusal(`The JSON text holds more than ${JSON_PARTS_MAX} elements and members.`);
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth += 1;
        if (depth > JSON_DEPTH_MAX)
          throw refusal(`The JSON text is nested more than ${JSON_DEPTH_MAX} levels deep.`);
        membersAt[depth] = 0;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth -= 1;
        break;
    }
  }
  return members;
}

/** As {@link endOfString} where the text escapes nothing. */
function endOfPlainString(text: string, start: number): number {
  const end = text.indexOf('"', start);
  return end === -1 ? text.length : end;
}

/** @param start behind the opening quote. @returns where the closing one stands, or the end of the text */
function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code !== BACKSLASH) continue;
    at += 1;
    if (text.charCodeAt(at) !== SMALL_U) continue;
    const unit = escapedUnit(text, at + 1);
    at += 4;
    if (!isSurrogate(unit)) continue;
    // The first half must be the higher one, and the second follow at once, escaped as well.
    const hasRest = text.charCodeAt(at + 1) === BACKSLASH && text.charCodeAt(at + 2) === SMALL_U;
    const rest = hasRest ? escapedUnit(text, at + 3) : 0;
    if (unit >= 0xdc00 || rest < 0xdc00 || rest > 0xdfff)
      throw refusal(`The JSON text holds half of a surrogate pair, before character ${at + 1}.`);
    at += 6;
  }
  return text.length;
}

/** The code unit of four hexadecimal digits; not a number where they are none, which the parser refuses. */
function escapedUnit(text: string, start: number): number {
  return Number.parseInt(text.slice(start, start + 4), 16);
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** How many members the parsed value has; a name that stood twice counts once here. */
function namedMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === 'object') count += namedMembers(element);
    return count;
  }
  for (const name in value) {
    if (POISONED.has(name)) throw refusal('The JSON text names a member that no record has.');
    count += 1;
    const member: unknown = (value as Record<string, unknown>)[name];
    if (typeof member === 'object') count += namedMembers(member);
  }
  return count;
}

function refusal(detail: string): ProblemError {
  return new ProblemError(400, detail);
}
