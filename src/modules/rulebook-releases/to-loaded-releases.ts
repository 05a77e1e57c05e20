import type { LoadedRelease, LoadedReleases } from '../../domain/facts/loaded-releases.js';
import { rowKey, type ReleaseContent, type ReleaseRow } from './rulebook-release.input.js';

/** Stored releases in the form that the facts carry; null when there are none. */
export function toLoadedReleases(releases: readonly ReleaseContent[]): LoadedReleases | null {
  if (releases.length === 0) return null;
  const ofKind = <K extends ReleaseContent['kind']>(kind: K) =>
    releases
      .filter((each): each is Extract<ReleaseContent, { kind: K }> => each.kind === kind)
      .sort((a, b) => (a.from < b.from ? -1 : 1));
  return {
    relativeValues: ofKind('relative_values').map((each) =>
      loaded(each, each.rows, ({ work, practiceNonFacility, practiceFacility, malpractice }) => ({
        work,
        practiceNonFacility,
        practiceFacility,
        malpractice,
      })),
    ),
    gpci: ofKind('gpci').map((each) =>
      loaded(each, each.rows, ({ work, practice, malpractice }) => ({ work, practice, malpractice })),
    ),
    mue: ofKind('mue').map((each) => loaded(each, each.rows, ({ units }) => units)),
    ptp: ofKind('ptp').map(({ release, rows }) => ({ release, edits: rows })),
  };
}

function loaded<R extends ReleaseRow, T>(
  { release, from }: ReleaseContent,
  rows: readonly R[],
  valueOf: (row: R) => T,
): LoadedRelease<T> {
  return { release, from, values: Object.fromEntries(rows.map((row) => [rowKey(row), valueOf(row)])) };
}
