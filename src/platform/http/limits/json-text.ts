import { ProblemError } from '../../errors/problem-error.js';

/** Far deeper than any record of the product. The limit protects code that walks values recursively. */
export const JSON_DEPTH_MAX = 32;
/** Elements and members in one text. A batch of 1,000 readings with fifteen values each has about 80,000. */
export const JSON_PARTS_MAX = 100_000;
/**
 * Members of one object. A record has a few dozen. Huge objects cost far more to build than their text does to read.
 */
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

/** Names that reach an object's prototype if careless code copies members one by one. */
const POISONED: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

/**
 * Parses JSON text from outside. Besides invalid JSON, it refuses: nesting and size beyond the limits, before anything is
 * built; halves of surrogate pairs; a member named twice in one object, which two readers could understand differently
 * (RFC 8259, section 4); and names that poison prototypes.
 * @throws ProblemError (400) that quotes none of the text
 */
export function parseJsonText(text: string): unknown {
  return parse(text, null);
}

/**
 * Like {@link parseJsonText}, but also gives the text of each element if the value is an array, otherwise of the whole
 * value, without surrounding whitespace.
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

/** @param commas receives the positions of the commas at the outermost level */
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

/** One pass over the characters. @returns how many members the text names, counting each repeat */
function scan(text: string, commas: number[] | null): number {
  // Hardly any text has escapes. Without them, a string is skipped as fast as the next quote can be found.
  const skip = text.includes('\\') ? endOfString : endOfPlainString;
  let depth = 0;
  // For the object or array at each depth.
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
        // A text that closes more than it opens is not JSON; the parser refuses it.
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

/** Like {@link endOfString}, for a text without escapes. */
function endOfPlainString(text: string, start: number): number {
  const end = text.indexOf('"', start);
  return end === -1 ? text.length : end;
}

/**
 * @param start the position after the opening quote
 * @returns the position of the closing quote, or the end of the text
 */
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
    // The first half must be the high one, and the second must follow at once, escaped as well.
    const hasRest = text.charCodeAt(at + 1) === BACKSLASH && text.charCodeAt(at + 2) === SMALL_U;
    const rest = hasRest ? escapedUnit(text, at + 3) : 0;
    if (unit >= 0xdc00 || rest < 0xdc00 || rest > 0xdfff)
      throw refusal(`The JSON text holds half of a surrogate pair, before character ${at + 1}.`);
    at += 6;
  }
  return text.length;
}

/** The code unit given by four hex digits. NaN for anything else, which the parser refuses. */
function escapedUnit(text: string, start: number): number {
  return Number.parseInt(text.slice(start, start + 4), 16);
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** How many members the parsed value has. A repeated name counts once here. */
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
