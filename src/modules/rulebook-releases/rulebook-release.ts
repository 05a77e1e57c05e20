import type { ReleaseContent } from './rulebook-release.input.js';

/** A loaded release. Its id is its kind and first date, so loading a file again changes nothing. */
export type RulebookRelease = ReleaseContent & { readonly id: string; readonly version: number };

export function releaseId({ kind, from }: ReleaseContent): string {
  return `${kind}-${from}`;
}
