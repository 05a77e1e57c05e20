import type { SeededRandom } from '../../../src/cli/sample/seeded-random.js';
import type { Prepared } from './prepare.js';

/** An item with its own key, stored once however often it is sent. */
export interface Item {
  readonly kind: 'reading' | 'entry' | 'staff';
  readonly id: string;
  readonly body: object;
}

/** Items sent in one request. */
export interface Delivery {
  readonly form: 'one' | 'array' | 'lines' | 'put';
  readonly items: readonly Item[];
}

export interface Acknowledged {
  readonly item: Item;
  /** True if the server says it already had the item. */
  readonly isRepeated: boolean;
}

interface Answer {
  readonly status?: unknown;
}

/** Generates work without end. The same random numbers generate the same work. */
export class MixedWork {
  private count = 0;

  constructor(
    private readonly name: string,
    private readonly practice: Prepared,
    private readonly random: SeededRandom,
  ) {}

  next(): Delivery {
    const { random } = this;
    const draw = random.next();
    if (draw < 0.45) return { form: 'one', items: [this.reading()] };
    if (draw < 0.6) return { form: 'array', items: this.several(20, () => this.reading()) };
    if (draw < 0.7) return { form: 'lines', items: this.several(30, () => this.reading()) };
    if (draw < 0.85) return { form: 'one', items: [this.entry()] };
    if (draw < 0.92) return { form: 'array', items: this.several(3, () => this.entry()) };
    return { form: 'put', items: [this.staff()] };
  }

  private several(count: number, make: () => Item): Item[] {
    return Array.from({ length: count }, make);
  }

  private id(): string {
    this.count += 1;
    return `${this.name}-${this.count}`;
  }

  private day(): string {
    const month = this.random.pick(['2025-10', '2025-11', '2025-12', '2026-01', '2026-02']);
    return `${month}-${String(this.random.whole(1, 28)).padStart(2, '0')}`;
  }

  private reading(): Item {
    const { random } = this;
    const id = this.id();
    const { deviceId } = random.pick(this.practice.devices);
    const hour = String(random.whole(10, 23));
    const body = {
      source: 'gateway-1',
      externalId: id,
      deviceId,
      takenAt: `${this.day()}T${hour}:07:00Z`,
      kind: 'weight',
      origin: 'device_auto',
      values: [{ code: '29463-7', value: random.whole(50, 120), unit: 'kg' }],
    };
    return { kind: 'reading', id, body };
  }

  private entry(): Item {
    const { random } = this;
    const id = this.id();
    const day = this.day();
    const minute = random.whole(10, 40);
    const body = {
      externalId: id,
      source: 'import',
      patientId: random.pick(this.practice.patientIds),
      staffId: 'RN-1',
      program: 'RPM',
      start: `${day}T16:${minute}:00Z`,
      end: `${day}T16:${minute + random.whole(2, 9)}:00Z`,
      loggedAt: `${day}T17:00:00Z`,
      interactive: random.chance(0.5),
      mode: 'phone',
    };
    return { kind: 'entry', id, body };
  }

  private staff(): Item {
    const id = this.id();
    return { kind: 'staff', id, body: { name: `Staff ${id}`, role: 'clinical_staff' } };
  }
}

/** One client of a server that may die at any time. */
export class MixedClient {
  constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  /**
   * Sends one delivery and reports each item that the server acknowledged, as the answers arrive.
   * @returns false if the server went away. Throws for an answer that it should not give
   */
  async deliver(delivery: Delivery, acknowledge: (one: Acknowledged) => void): Promise<boolean> {
    try {
      const answer = await this.send(delivery);
      if (delivery.form === 'lines') await this.readLines(answer, delivery, acknowledge);
      else this.readOne(answer.status, await answer.json(), { delivery, acknowledge });
      return true;
    } catch (error) {
      if (error instanceof UnexpectedAnswer) throw error;
      return false;
    }
  }

  /** The status, or null when the server went away. */
  async call(method: string, path: string, body?: object): Promise<{ status: number; body: unknown } | null> {
    try {
      const answer = await this.request(method, path, body && JSON.stringify(body));
      return { status: answer.status, body: await answer.json() };
    } catch {
      return null;
    }
  }

  private send({ form, items }: Delivery): Promise<Response> {
    const [first] = items;
    if (first === undefined) throw new RangeError('a delivery holds something');
    const bodies = items.map(({ body }) => body);
    const path = first.kind === 'reading' ? 'readings' : 'time-entries';
    if (form === 'put') return this.request('PUT', `staff/${first.id}`, JSON.stringify(first.body));
    if (form === 'one') return this.request('POST', path, JSON.stringify(first.body));
    if (form === 'array') return this.request('POST', path, JSON.stringify(bodies));
    const lines = bodies.map((body) => `${JSON.stringify(body)}\n`).join('');
    return this.request('POST', path, lines, 'application/x-ndjson');
  }

  private request(method: string, path: string, body?: string, type = 'application/json'): Promise<Response> {
    return fetch(`${this.baseUrl}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    });
  }

  private readOne(
    status: number,
    body: unknown,
    { delivery, acknowledge }: { delivery: Delivery; acknowledge: (one: Acknowledged) => void },
  ): void {
    if (status !== 200 && status !== 201 && status !== 202) throw new UnexpectedAnswer(status, body);
    const answers = (delivery.form === 'array' ? body : [body]) as Answer[];
    delivery.items.forEach((item, index) => {
      const isRepeated = delivery.form === 'put' ? status === 200 : isDuplicate(answers[index]?.status, body);
      acknowledge({ item, isRepeated });
    });
  }

  private async readLines(
    answer: Response,
    delivery: Delivery,
    acknowledge: (one: Acknowledged) => void,
  ): Promise<void> {
    if (answer.status !== 200) throw new UnexpectedAnswer(answer.status, await answer.text());
    let rest = '';
    let next = 0;
    for await (const piece of answer.body ?? []) {
      const lines = (rest + Buffer.from(piece as Uint8Array).toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const item = delivery.items[next++];
        const isRepeated = isDuplicate((JSON.parse(line) as Answer).status, line);
        if (item !== undefined) acknowledge({ item, isRepeated });
      }
    }
  }
}

/** An answer that a working server never gives to this load. */
class UnexpectedAnswer extends Error {
  constructor(status: number, body: unknown) {
    super(`${status} ${JSON.stringify(body).slice(0, 500)}`);
  }
}

function isDuplicate(status: unknown, body: unknown): boolean {
  if (status === 'accepted' || status === 'quarantined') return false;
  if (status === 'duplicate') return true;
  throw new UnexpectedAnswer(0, body);
}
