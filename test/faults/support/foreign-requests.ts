import type { SeededRandom } from '../../../src/cli/sample/seeded-random.js';
import type { CanaryPractice } from './canary-practice.js';
import type { ProductRoute } from './product-routes.js';
import type { RouteSeed } from './route-seeds.js';

export interface ForeignRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Where to find the ids for a route's first word. */
const COLLECTIONS: Readonly<Record<string, string>> = {
  readings: 'readings',
  quarantine: 'readings',
  'time-entries': 'timeEntries',
  timers: 'timers',
  patients: 'patients',
  enrollments: 'enrollments',
  devices: 'devices',
  assignments: 'deviceAssignments',
  charges: 'charges',
  'not-billed': 'chargeSources',
  parked: 'chargeSources',
  encounters: 'encounters',
  'export-batches': 'exportBatches',
  credentials: 'credentials',
  users: 'users',
  sessions: 'sessions',
  payers: 'payers',
  staff: 'staff',
};

/** Requests by a caller of one practice with ids of another. */
export class ForeignRequests {
  private readonly all: readonly string[];

  constructor(
    private readonly random: SeededRandom,
    private readonly seeds: readonly RouteSeed[],
    private readonly owner: CanaryPractice,
  ) {
    this.all = [...owner.ids.values()].flat();
  }

  of(route: ProductRoute): ForeignRequest {
    const pattern = new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    const seeds = this.seeds.filter(({ method, path }) => method === route.method && pattern.test(path));
    const seed = seeds[this.random.whole(0, seeds.length - 1)];
    if (seed === undefined) throw new Error(`no request is known for ${route.method} ${route.path}`);
    const isSpoofed = this.chance(10);
    const body = seed.body === undefined ? null : JSON.stringify(this.replaced(seed.body, ''));
    return {
      method: route.method,
      path: this.pathOf(route) + this.queryOf(seed),
      headers: {
        ...(body !== null && { 'content-type': 'application/json' }),
        ...(isSpoofed && { 'x-tally-practice': this.owner.practiceId, 'x-tally-local': '1' }),
      },
      body,
    };
  }

  private pathOf({ path }: ProductRoute): string {
    let word = '';
    return path
      .split('/')
      .map((part) => {
        if (!part.startsWith('{')) {
          word = part;
          return part;
        }
        return encodeURIComponent(part === '{code}' ? '99454' : this.idFor(word));
      })
      .join('/');
  }

  private queryOf({ query = {} }: RouteSeed): string {
    const chosen: string[][] = Object.entries(query)
      .filter(() => this.chance(60))
      .map(([name, value]) => [
        name,
        name === 'patientId' || this.chance(20) ? this.idFor('patients') : value,
      ]);
    if (this.chance(10)) chosen.push(['practiceId', this.owner.practiceId]);
    const text = new URLSearchParams(chosen as [string, string][]).toString();
    return text === '' ? '' : `?${text}`;
  }

  /** The same body with the other practice's ids. */
  private replaced(value: unknown, key: string): unknown {
    if (Array.isArray(value)) return value.map((each) => this.replaced(each, key));
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).map(([name, each]) => [name, this.replaced(each, name)]);
      const object = Object.fromEntries(entries) as Record<string, unknown>;
      if (this.chance(3)) object['practiceId'] = this.owner.practiceId;
      return object;
    }
    if (typeof value !== 'string') return value;
    if (/Id$|^ids$|^id$/.test(key) && this.chance(80)) return this.idFor(wordOf(key));
    return value;
  }

  private idFor(word: string): string {
    const own = this.owner.ids.get(COLLECTIONS[word] ?? '') ?? [];
    const pool = own.length > 0 && this.chance(85) ? own : this.all;
    return pool[this.random.whole(0, pool.length - 1)] ?? 'none';
  }

  private chance(percent: number): boolean {
    return this.random.whole(1, 100) <= percent;
  }
}

function wordOf(key: string): string {
  if (key === 'ids') return 'charges';
  const word = key.replace(/Id$/, '');
  return /staff|clinician|Practitioner/.test(word) ? 'staff' : `${word}s`;
}
