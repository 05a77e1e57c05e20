import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const DEPCRUISE = join(ROOT, 'node_modules', '.bin', 'depcruise');

/** An import that must fail, and the rule that refuses it. */
const FORBIDDEN: readonly (readonly [from: string, to: string, rule: string])[] = [
  ['src/domain/time/planted.ts', 'src/domain/facts/target.ts', 'not-in-allowed'],
  ['src/domain/facts/planted.ts', 'src/domain/rulebook/target.ts', 'not-in-allowed'],
  ['src/domain/rulebook/planted.ts', 'src/domain/facts/target.ts', 'not-in-allowed'],
  ['src/domain/assess/planted.ts', 'src/domain/charges/target.ts', 'not-in-allowed'],
  [
    'src/domain/assess/monitoring/supply/planted.ts',
    'src/domain/assess/telehealth/visit/target.ts',
    'not-in-allowed',
  ],
  [
    'src/domain/assess/telehealth/visit/planted.ts',
    'src/domain/assess/monitoring/supply/target.ts',
    'not-in-allowed',
  ],
  ['src/domain/charges/plan/planted.ts', 'src/domain/claims/target.ts', 'not-in-allowed'],
  ['src/domain/charges/plan/planted.ts', 'src/modules/billing/target.ts', 'not-in-allowed'],
  ['src/domain/time/planted.ts', 'src/platform/clock/target.ts', 'not-in-allowed'],
  ['src/platform/http/planted.ts', 'src/modules/caller/target.ts', 'not-in-allowed'],
  ['src/platform/http/planted.ts', 'src/domain/charges/target.ts', 'not-in-allowed'],
  ['src/modules/caller/planted.ts', 'src/modules/audit/target.ts', 'not-in-allowed'],
  ['src/modules/audit/planted.ts', 'src/modules/identity/target.ts', 'not-in-allowed'],
  ['src/modules/records/planted.ts', 'src/modules/practices/target.ts', 'not-in-allowed'],
  ['src/modules/restatement/planted.ts', 'src/modules/patients/target.ts', 'not-in-allowed'],
  ['src/modules/patients/planted.ts', 'src/modules/readings/target.ts', 'not-in-allowed'],
  ['src/modules/readings/planted.ts', 'src/modules/time-tracking/target.ts', 'not-in-allowed'],
  ['src/modules/rulebook-releases/planted.ts', 'src/modules/billing/charge-source.schema.ts', 'own-storage'],
  ['src/modules/patient-records/planted.ts', 'src/modules/identity/users/user.schema.ts', 'own-storage'],
  ['src/modules/billing/planted.ts', 'src/modules/readings/readings.repository.ts', 'own-storage'],
  ['src/modules/billing/planted.ts', 'src/modules/claims/target.ts', 'not-in-allowed'],
  ['src/modules/billing/planted.ts', 'src/cli/target.ts', 'not-in-allowed'],
  ['src/cli/planted.ts', 'src/modules/readings/reading.schema.ts', 'own-storage'],
  ['src/modules/billing/planted.ts', 'src/domain/assess/apply-ptp-edits.ts', 'one-door'],
  ['src/cli/planted.ts', 'src/domain/assess/monitoring/assess-monitoring.ts', 'one-door'],
  ['src/modules/nowhere/planted.ts', 'src/platform/clock/target.ts', 'not-in-allowed'],
];

/** Imports that must pass: without these, a config that refuses everything would pass the test above. */
const ALLOWED: readonly (readonly [from: string, to: string])[] = [
  ['src/domain/assess/encounters/passes.ts', 'src/domain/assess/telehealth/visit/target.ts'],
  ['src/domain/claims/passes.ts', 'src/domain/charges/plan/target.ts'],
  ['src/modules/billing/passes.ts', 'src/domain/charges/plan/target.ts'],
  ['src/modules/readings/passes.ts', 'src/modules/readings/reading.schema.ts'],
  ['src/modules/readings/passes.ts', 'src/modules/caller/target.ts'],
  ['src/cli/passes.ts', 'src/modules/claims/target.ts'],
  ['src/modules/billing/passes.ts', 'src/domain/assess/assess-patient.ts'],
];

describe('the map of the code', () => {
  let tree = '';

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'tally-boundaries-'));
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json'])
      copyFileSync(join(ROOT, name), join(tree, name));
    writeFileSync(join(tree, 'package.json'), '{"type":"module"}');
    const sources = new Map<string, string[]>();
    for (const [from, to] of [...FORBIDDEN, ...ALLOWED]) {
      sources.set(from, [...(sources.get(from) ?? []), to]);
      if (!sources.has(to)) sources.set(to, []);
    }
    for (const [file, targets] of sources) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      const imports = targets.map((to) => `import '${specifier(file, to)}';`);
      writeFileSync(join(tree, file), [...imports, 'export const here = 1;'].join('\n'));
    }
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it('refuses each planted import and passes each allowed one', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [DEPCRUISE, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    const { summary } = JSON.parse(stdout) as {
      summary: { violations: { from: string; to: string; rule: { name: string } }[] };
    };
    const refused = summary.violations.map(({ from, to, rule }) => `${from} -> ${to} by ${rule.name}`);
    const planted = FORBIDDEN.map(([from, to, rule]) => `${from} -> ${to} by ${rule}`);
    expect(planted.filter((each) => !refused.includes(each))).toEqual([]);
    expect(refused.filter((each) => each.includes('passes.ts'))).toEqual([]);
  });
});

function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to).replace(/\.ts$/, '.js');
  return path.startsWith('.') ? path : `./${path}`;
}
