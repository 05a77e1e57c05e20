import type { Collection } from 'mongoose';

/*
 * A change of settings is written first and then puts patients up for closing. The record says of which version that was
 * done: the same put again has then nothing to do, and one that died in between is finished by the next.
 */

export async function isFollowed(collection: Collection, id: string, version: number): Promise<boolean> {
  const found = await collection.findOne({ _id: id, followedVersion: version } as never, {
    projection: { _id: 1 },
  });
  return found !== null;
}

/** By `_id`, of those that were followed at least once. */
export async function followedVersions(
  collection: Collection,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = await collection
    .find({ _id: { $in: ids } } as never, { projection: { followedVersion: 1 } })
    .toArray();
  return new Map(found.map(({ _id, followedVersion }) => [String(_id), Number(followedVersion)]));
}

/** A version that was replaced meanwhile is left to whoever replaced it. */
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
