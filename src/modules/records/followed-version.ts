import type { Collection } from 'mongoose';

/*
 * A change of settings is written first and then marks patients for closing. The record keeps the version for which that
 * was done, so repeating the same put does nothing, and the next put finishes one that died in between.
 */

export async function isFollowed(collection: Collection, id: string, version: number): Promise<boolean> {
  const found = await collection.findOne({ _id: id, followedVersion: version } as never, {
    projection: { _id: 1 },
  });
  return found !== null;
}

/** The followed version of each record that has one, by `_id`. */
export async function followedVersions(
  collection: Collection,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = await collection
    .find({ _id: { $in: ids } } as never, { projection: { followedVersion: 1 } })
    .toArray();
  return new Map(found.map(({ _id, followedVersion }) => [String(_id), Number(followedVersion)]));
}

/** Skips a version that was replaced meanwhile: the writer that replaced it marks the patients. */
export async function setFollowed(
  collection: Collection,
  docs: readonly { readonly _id: string; readonly version: number }[],
): Promise<void> {
  if (docs.length === 0) return;
  const operations = docs.map(({ _id, version }) => ({
    updateOne: { filter: { _id, version }, update: { $set: { followedVersion: version } } },
  }));
  await collection.bulkWrite(operations as never, { ordered: false });
}
