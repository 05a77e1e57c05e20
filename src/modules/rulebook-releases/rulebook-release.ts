import type { ReleaseContent } from './rulebook-release.input.js';

/** A loaded release; its id is its kind and its first date, so that loading a file again changes nothing. */
export type RulebookRelease = ReleaseContent & { readonly id: string; readonly version: number };

export function releaseId({ kind, from }: ReleaseContent): string {
  return `${kind}-${from}`;
}
