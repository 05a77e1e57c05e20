import type { PathError } from './problem.js';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** The names of unknown members. */
  readonly keys?: readonly string[];
}

const ISSUES_MAX = 100;
const MESSAGE_CHARACTERS_MAX = 300;
/** The form of a record's member names. Any other text in that place could be a person's name. */
const MEMBER_NAME = /^[\w.-]{1,64}$/;
const NO_NAME = '?';

/** The issues of a standard schema such as zod's, as path and message. `prefix` is the path of the checked value. */
export function pathErrors(issues: readonly Issue[], prefix = ''): PathError[] {
  return issues.slice(0, ISSUES_MAX).map((issue) => ({
    path: formatPath(issue.path ?? [], prefix),
    message: messageOf(issue).slice(0, MESSAGE_CHARACTERS_MAX),
  }));
}

function messageOf({ message, keys }: Issue): string {
  return keys?.every((key) => MEMBER_NAME.test(key)) === false ? 'Unrecognized members' : message;
}

function formatPath(path: NonNullable<Issue['path']>, prefix: string): string {
  let text = prefix;
  for (const segment of path) {
    const key = typeof segment === 'object' ? segment.key : segment;
    const name = MEMBER_NAME.test(String(key)) ? String(key) : NO_NAME;
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? name : `.${name}`;
  }
  return text;
}
