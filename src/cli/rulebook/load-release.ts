import { withLocalApi } from '../app/with-local-api.js';
import { readRelease, type NamedRelease } from './read-cms-files.js';

export interface ReleaseToLoad extends NamedRelease {
  readonly practice: string;
  /** One file, or all parts of one PTP release. */
  readonly files: readonly string[];
  /** Whether another release of the same kind and first date may be replaced. */
  readonly replace?: boolean;
}

/** Checks one CMS release and stores what it says about our codes. */
export async function loadRelease(given: ReleaseToLoad): Promise<object> {
  const release = await readRelease(given.files, given);
  const path = `/v1/rulebook-releases?replace=${String(given.replace ?? false)}`;
  return withLocalApi(given.practice, (api) => api.post<object>(path, release));
}
