import type { SeededRandom } from '../../../src/cli/sample/seeded-random.js';

export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Words that some field of the product accepts. */
const TEXTS = [
  ...['a', 'call', 'because', 'RPM', 'TX', 'US', '11', '95', 'GP', 'I10', '99454', '99213', '2', 'by-place'],
  ...['2025-12-02', '2025-12', '2025-12-02T15:00:00Z', '2025-12-02T15:05:00-06:00', 'America/Chicago'],
  ...['PAYER-MEDICARE', 'RN-1', 'MD-1', 'P00001', '1245319599', '+1 555 0100', '60601', '12-3456789'],
  ...['490154203237518', '8480-6', 'mm[Hg]', 'harbor violet kettle', 'unconscious in the waiting room'],
];
const NUMBER_MAX = 500;

/** Values that a schema allows, close to one that the product is known to accept. */
export class SchemaValues {
  constructor(private readonly random: SeededRandom) {}

  /** @param known an accepted value, or undefined */
  near(schema: JsonSchema, known: unknown): unknown {
    const { random } = this;
    const options = schema.anyOf ?? schema.oneOf;
    if (options !== undefined) {
      const fitting = options.filter((option) => fits(option, known));
      return this.near(random.pick(fitting.length > 0 && random.chance(0.7) ? fitting : options), known);
    }
    if ('const' in schema) return schema.const;
    if (schema.enum !== undefined) return random.pick(schema.enum);
    switch (schema.type) {
      case 'null':
        return null;
      case 'boolean':
        return random.chance(0.5);
      case 'integer':
      case 'number':
        return this.number(schema, known);
      case 'string':
        return this.text(schema, known);
      case 'array':
        return this.list(schema, known);
      case 'object':
        return this.object(schema, known);
      default:
        return known ?? random.pick(TEXTS);
    }
  }

  private number({ minimum, maximum }: JsonSchema, known: unknown): number {
    const [low, high] = [Math.max(minimum ?? 0, -NUMBER_MAX), Math.min(maximum ?? NUMBER_MAX, NUMBER_MAX)];
    const picked = this.random.pick([low, high, this.random.whole(Math.ceil(low), Math.floor(high))]);
    return typeof known === 'number' && this.random.chance(0.5) ? known : picked;
  }

  private text({ pattern, minLength = 0, maxLength = 200 }: JsonSchema, known: unknown): string {
    if (typeof known === 'string' && this.random.chance(0.7)) return known;
    const expression = pattern === undefined ? /^/ : new RegExp(pattern, 'u');
    const allowed = TEXTS.filter(
      (text) => text.length >= minLength && text.length <= maxLength && expression.test(text),
    );
    if (allowed.length > 0) return this.random.pick(allowed);
    return typeof known === 'string' ? known : 'x'.repeat(Math.max(1, minLength));
  }

  private list({ items = {} }: JsonSchema, known: unknown): unknown[] {
    const before: readonly unknown[] = Array.isArray(known) ? known : [];
    if (this.random.chance(0.1)) return [];
    const list = before.map((each) => (this.random.chance(0.3) ? this.near(items, each) : each));
    if (this.random.chance(0.2)) list.push(this.near(items, before[0]));
    return list;
  }

  private object({ properties = {}, required = [] }: JsonSchema, known: unknown): Record<string, unknown> {
    const { random } = this;
    const before: Record<string, unknown> = typeof known === 'object' && known !== null ? { ...known } : {};
    for (const [name, schema] of Object.entries(properties)) {
      const isThere = name in before;
      if (isThere ? random.chance(0.15) : required.includes(name) || random.chance(0.1))
        before[name] = this.near(schema, before[name]);
      if (isThere && !required.includes(name) && random.chance(0.05)) delete before[name];
    }
    return before;
  }
}

function fits({ type, properties }: JsonSchema, value: unknown): boolean {
  if (value === null) return type === 'null';
  if (Array.isArray(value)) return type === 'array';
  if (typeof value === 'object') return type === 'object' || properties !== undefined;
  return type === typeof value || (type === 'integer' && typeof value === 'number');
}
