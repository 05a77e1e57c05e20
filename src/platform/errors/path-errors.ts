import type { PathError } from './problem.js';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

const ISSUES_MAX = 100;
const MESSAGE_CHARACTERS_MAX = 300;

/** The issues of a schema (zod or another standard one) as path and message; `prefix` names where the checked value stands. */
export function pathErrors(issues: readonly Issue[], prefix = ''): PathError[] {
  return issues.slice(0, ISSUES_MAX).map((issue) => ({
    path: formatPath(issue.path ?? [], prefix),
    message: issue.message.slice(0, MESSAGE_CHARACTERS_MAX),
  }));
}

function formatPath(path: NonNullable<Issue['path']>, prefix: string): string {
  let text = prefix;
  for (const segment of path) {
    const key = typeof segment === 'object' ? segment.key : segment;
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? String(key) : `.${String(key)}`;
  }
  return text;
}
