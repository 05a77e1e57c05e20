import type { SeededRandom } from '../../../src/cli/sample/seeded-random.js';

/** Ids that answers named, by the collection they belong to. */
export class KnownIds {
  private readonly ids = new Map<string, Set<string>>();

  /** @param own ids that the suite itself needs */
  constructor(private readonly own: ReadonlySet<string>) {}

  /** @param path of the operation, with `{parameters}` */
  note(path: string, body: string): void {
    const collection = path.split('/').findLast((word) => word !== '' && !word.startsWith('{')) ?? '';
    for (const record of recordsIn(body)) {
      const { id, sourceId, number, code } = record;
      for (const each of [id, sourceId, number])
        if (typeof each === 'string' || typeof each === 'number') this.add(collection, String(each));
      if (typeof code === 'string') this.add('code', code);
    }
  }

  /** A seed's address with existing ids, if any are known. */
  inPath(random: SeededRandom, template: string, seedPath: string): string {
    const words = template.split('/');
    const seeded = seedPath.split('/');
    return words
      .map((word, at) => {
        if (!word.startsWith('{')) return word;
        const before = words[at - 1] ?? '';
        const known = [...(this.ids.get(before.startsWith('{') ? 'code' : before) ?? [])];
        if (known.length === 0 || random.chance(0.2)) return seeded[at] ?? 'none';
        return encodeURIComponent(random.pick(known));
      })
      .join('/');
  }

  private add(collection: string, id: string): void {
    if (this.own.has(id)) return;
    const known = this.ids.get(collection);
    if (known) known.add(id);
    else this.ids.set(collection, new Set([id]));
  }
}

function recordsIn(body: string): readonly Record<string, unknown>[] {
  if (!body.startsWith('{')) return [];
  const whole = JSON.parse(body) as Record<string, unknown>;
  const { items, reading, timer } = whole;
  const inner = [reading, timer].filter((each) => typeof each === 'object' && each !== null);
  return [whole, ...inner, ...(Array.isArray(items) ? items.slice(0, 20) : [])] as Record<string, unknown>[];
}
