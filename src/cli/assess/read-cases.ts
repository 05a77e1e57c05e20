/** One element of a case file, before it is checked. */
export type RawCase =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly id: string | null; readonly message: string };

/**
 * The cases of a file: a JSON array, one object, or one object per line. If the whole is not JSON, the lines are read one
 * by one, so that a damaged case does not spoil the others.
 */
export function readCases(text: string): RawCase[] {
  const body = text.replace(/^\uFEFF/, '');
  try {
    const whole: unknown = JSON.parse(body);
    return (Array.isArray(whole) ? whole : [whole]).map((value: unknown) => ({ ok: true, value }));
  } catch {
    return caseLines(body).map(readLine);
  }
}

function caseLines(body: string): string[] {
  return body
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '[' && line !== ']');
}

function readLine(line: string): RawCase {
  const bare = line.replace(/^\[(?=\s*\{)/, '').replace(/,$/, '');
  for (const text of [bare, bare.replace(/\]$/, '')]) {
    try {
      return { ok: true, value: JSON.parse(text) as unknown };
    } catch {
      // Try the next form; if none parses, the line is damaged.
    }
  }
  return { ok: false, id: /"id"\s*:\s*"([^"\\]*)"/.exec(line)?.[1] ?? null, message: 'not JSON' };
}
