import fc from 'fast-check';
import { assessed, billable, notBilled, planFrame, records } from '../../../../test/support/assessed.js';
import type { BillableFinding } from '../../assess/finding.js';
import { addDays, localDate } from '../../time/local-date.js';
import { isProtected, type Charge, type ChargeSource } from '../charge.js';
import { decideCharge, type ChargeAction } from '../decide/decide-charge.js';
import type { FrozenRecords } from '../frozen/frozen-records.js';
import { slotOf } from './charge-bounds.js';
import { slotFrom } from './charge-slot.js';
import { planCharges, planVanished } from './plan-charges.js';

const frame = planFrame();
const who = { by: 'biller', at: '2026-02-05T10:00:00.000Z', reason: 'seen' };
const plan = (stored: ChargeSource | null, ...findings: BillableFinding[]) =>
  planCharges(stored, assessed(findings), frame);
const close = (...findings: BillableFinding[]) => plan(null, ...findings).source;

function decide(source: ChargeSource, id: string, act: ChargeAction): ChargeSource {
  const decided = decideCharge(source, id, { act, who });
  if (decided.outcome !== 'done') throw new Error(JSON.stringify(decided));
  return decided.source;
}
const exported = (source: ChargeSource): ChargeSource => ({
  ...source,
  charges: source.charges.map((charge) =>
    charge.status === 'approved' ? { ...charge, status: 'exported', batchNumber: 1 } : charge,
  ),
});
const shown = (source: ChargeSource) =>
  source.charges.map(
    ({ id, kind, status, terms }) => `${id.split('~').slice(3).join('~')} ${kind} ${status} x${terms.units}`,
  );
const base = 'E1~management~2026-01~99457';

describe('planning the charges of one source', () => {
  it('creates what the rules ask for, with ids that lead back to the source', () => {
    const { outcome, source, changes } = plan(null, billable('99457'), billable('99458', { units: 2 }));
    expect(outcome).toBe('created');
    expect(source.charges.map(({ id }) => id)).toEqual([base, 'E1~management~2026-01~99458']);
    expect(changes.map(({ change }) => change)).toEqual(['created', 'created']);
  });

  it('keeps everything when the facts are the same', () => {
    const source = close(billable('99457'));
    const again = plan(source, billable('99457'));
    expect(again.outcome).toBe('kept');
    expect(again.source).toBe(source);
    expect(again.changes).toEqual([]);
  });

  it('updates and withdraws a proposal that nobody has touched', () => {
    const updated = plan(
      close(billable('99457'), billable('99458')),
      billable('99457'),
      billable('99458', { units: 3 }),
    );
    expect(shown(updated.source)).toEqual(['99457 original proposed x1', '99458 original proposed x3']);
    expect(shown(plan(updated.source, billable('99457')).source)).toEqual([
      '99457 original proposed x1',
      '99458 original withdrawn x3',
    ]);
  });

  it('offers a withdrawn proposal again when the rules ask for it again', () => {
    const gone = plan(close(billable('99457'))).source;
    expect(shown(plan(gone, billable('99457')).source)).toEqual(['99457 original proposed x1']);
  });

  it('proposes to replace an approved charge when the facts change, and withdraws that when they change back', () => {
    const approved = decide(close(billable('99457')), base, { action: 'approve' });
    const later = billable('99457', { dateOfService: localDate('2026-01-30') });
    const adjusted = plan(approved, later);
    expect(shown(adjusted.source)).toEqual([
      '99457 original approved x1',
      '99457~a1 replacement proposed x1',
    ]);
    expect(adjusted.source.charges[1]?.adjusts).toBe(base);
    expect(adjusted.changes.map(({ change }) => change)).toEqual(['adjustment_proposed']);
    expect(shown(plan(adjusted.source, billable('99457')).source)).toEqual([
      '99457 original approved x1',
      '99457~a1 replacement withdrawn x1',
    ]);
  });

  it('replaces the line of an encounter whose diagnoses or practitioners change, but not the line of a month', () => {
    const encounter = { kind: 'encounter' } as const;
    const withRecords = (more: object) => ({
      ...frame,
      records: { ...records(), ...more } as FrozenRecords,
    });
    const replan = (first: object, then: object) => {
      const closed = planCharges(null, assessed([billable('99457')]), withRecords(first)).source;
      const approved = decide(closed, base, { action: 'approve' });
      return planCharges(approved, assessed([billable('99457')]), withRecords(then)).source;
    };
    for (const change of [
      { diagnoses: ['E11.9'] },
      { renderingPractitionerId: 'S2' },
      { billingPractitionerId: 'S2' },
    ]) {
      const replaced = replan(encounter, { ...encounter, ...change });
      expect(shown(replaced)).toEqual(['99457 original approved x1', '99457~a1 replacement proposed x1']);
      const done = decide(replaced, `${base}~a1`, { action: 'approve' });
      const settled = planCharges(
        done,
        assessed([billable('99457')]),
        withRecords({ ...encounter, ...change }),
      );
      expect(settled.outcome).toBe('kept');
      expect(shown(replan({}, change))).toEqual(['99457 original approved x1']);
    }
  });

  it('proposes to void an exported charge that the facts no longer support', () => {
    const sent = exported(decide(close(billable('99457')), base, { action: 'approve' }));
    const voided = planCharges(sent, assessed([notBilled('99457', 'insufficient_minutes')]), frame);
    expect(shown(voided.source)).toEqual(['99457 original exported x1', '99457~a1 void proposed x1']);
  });

  it('chains adjustments of adjustments', () => {
    let source = exported(decide(close(billable('99457')), base, { action: 'approve' }));
    source = exported(decide(plan(source).source, `${base}~a1`, { action: 'approve' }));
    source = plan(source, billable('99457')).source;
    expect(shown(source)).toEqual([
      '99457 original exported x1',
      '99457~a1 void exported x1',
      '99457~a2 original proposed x1',
    ]);
    expect(source.charges[2]?.adjusts).toBe(`${base}~a1`);
  });

  it('replaces one supply code with the other when only one can be billed', () => {
    const window = { kind: 'supply', sourceId: 'E1~supply~2026-01-02' } as const;
    const first = planCharges(null, assessed([billable('99445')], window), frame).source;
    const sent = exported(decide(first, 'E1~supply~2026-01-02~99445', { action: 'approve' }));
    const { source } = planCharges(sent, assessed([billable('99454')], window), frame);
    expect(source.charges.map(({ id, kind, adjusts }) => [id, kind, adjusts])).toEqual([
      ['E1~supply~2026-01-02~99445', 'original', null],
      ['E1~supply~2026-01-02~99454~a1', 'replacement', 'E1~supply~2026-01-02~99445'],
    ]);
  });

  it("does not mistake a person's edit for a change in the facts", () => {
    const edited = decide(close(billable('99457')), base, { action: 'edit', terms: { modifiers: ['25'] } });
    expect(plan(edited, billable('99457')).outcome).toBe('kept');
    expect(shown(plan(edited).source)).toEqual(['99457 original proposed x1', '99457~a1 void proposed x1']);
  });

  it('keeps the evidence that an approved charge rests on alongside the latest', () => {
    const counts = (smbpReadings: number) => ({ evidence: { days: null, minutes: [], smbpReadings } });
    const first = planCharges(null, assessed([billable('99457')], counts(1)), frame).source;
    const approved = decide(first, base, { action: 'approve' });
    const { source } = planCharges(approved, assessed([billable('99457')], counts(2)), frame);
    expect(source.evidence?.counts.smbpReadings).toBe(2);
    expect(source.earlierEvidence.map(({ counts: kept }) => kept.smbpReadings)).toEqual([1]);
    expect(source.charges[0]?.evidenceRevision).toBe(1);
  });

  it('withdraws the proposals of a parked source, leaves decided charges alone, and resumes when it is released', () => {
    const source = decide(close(billable('99457'), billable('99458')), base, { action: 'approve' });
    const parked = planCharges(
      source,
      assessed([], { state: 'parked', parkedBecause: 'rules-not-verified' }),
      frame,
    );
    expect(parked.source.parking?.reason).toBe('rules-not-verified');
    expect(shown(parked.source)).toEqual(['99457 original approved x1', '99458 original withdrawn x1']);
    const back = plan(parked.source, billable('99457'), billable('99458')).source;
    expect([back.state, ...shown(back)]).toEqual([
      'closed',
      '99457 original approved x1',
      '99458 original proposed x1',
    ]);
  });

  it('withdraws the proposals of a window that no longer follows from the facts', () => {
    const gone = planVanished(close(billable('99457'))).source;
    expect([gone.state, ...shown(gone)]).toEqual(['superseded', '99457 original withdrawn x1']);
    expect(planVanished(gone).outcome).toBe('kept');
  });

  it.each([
    ['two_supply_codes', [billable('99454'), billable('99445')]],
    ['short_and_long_code', [billable('99457'), billable('99470')]],
    ['add_on_without_base', [billable('99458')]],
    ['code_twice', [billable('99457'), billable('99457')]],
    ['units_below_one', [billable('99457', { units: 0 })]],
    ['date_outside_period', [billable('99457', { dateOfService: localDate('2026-02-01') })]],
  ])('throws on %s', (name, findings) => {
    expect(() => plan(null, ...findings)).toThrow(name);
  });

  it('throws on a charge dated after death', () => {
    const dead = planFrame({ deathDate: localDate('2026-01-15') });
    expect(() => planCharges(null, assessed([billable('99457')]), dead)).toThrow('date_after_death');
  });
});

const proposals = fc
  .record({
    ladder: fc.integer({ min: 0, max: 5 }),
    day: fc.integer({ min: 0, max: 2 }),
    payer: fc.constantFrom('A', 'B'),
    evidence: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ ladder, day, payer, evidence }) => {
    const more = { dateOfService: addDays(localDate('2026-01-29'), day), payerId: payer };
    const ladders = [
      [],
      [billable('99470', more)],
      [billable('99457', more)],
      ...[1, 2, 3].map((units) => [billable('99457', more), billable('99458', { ...more, units })]),
    ];
    return assessed(ladders[ladder] ?? [], { evidence: { days: null, minutes: [], smbpReadings: evidence } });
  });
const acts = fc.record({
  pick: fc.nat(),
  act: fc.constantFrom<ChargeAction | 'export'>(
    { action: 'approve' },
    { action: 'approve' },
    { action: 'hold' },
    { action: 'release' },
    { action: 'edit', terms: { modifiers: ['25'] } },
    'export',
  ),
});
const histories = fc.array(
  fc.oneof(
    proposals.map((facts) => ({ facts })),
    acts.map((person) => ({ person })),
  ),
  { minLength: 1, maxLength: 25 },
);
type Step =
  { facts: ReturnType<typeof assessed> } | { person: { pick: number; act: ChargeAction | 'export' } };

function apply(source: ChargeSource | null, step: Step): ChargeSource | null {
  if ('facts' in step) return planCharges(source, step.facts, frame).source;
  const target = source?.charges[step.person.pick % Math.max(1, source.charges.length)];
  if (!source || !target) return source;
  if (step.person.act === 'export') return exported(source);
  const decided = decideCharge(source, target.id, { act: step.person.act, who });
  return decided.outcome === 'done' ? decided.source : source;
}

describe('whatever happened before', () => {
  it('planning twice changes nothing', () => {
    fc.assert(
      fc.property(histories, proposals, (history, facts) => {
        const before = history.reduce<ChargeSource | null>(apply, null);
        const once = planCharges(before, facts, frame).source;
        expect(planCharges(once, facts, frame).outcome).toBe('kept');
      }),
    );
  });

  it('a computation never touches what a person decided or what was exported', () => {
    fc.assert(
      fc.property(histories, proposals, (history, facts) => {
        const before = history.reduce<ChargeSource | null>(apply, null);
        const after = new Map(
          planCharges(before, facts, frame).source.charges.map((charge) => [charge.id, charge]),
        );
        for (const charge of before?.charges ?? [])
          if (isProtected(charge)) expect(after.get(charge.id)).toEqual(charge);
      }),
    );
  });

  it('an exported charge never changes again', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const sent = new Map<string, Charge>();
        let source: ChargeSource | null = null;
        for (const step of history) {
          source = apply(source, step);
          for (const [id, charge] of sent)
            expect(source?.charges.find((each) => each.id === id)).toEqual(charge);
          for (const charge of source?.charges ?? [])
            if (charge.status === 'exported') sent.set(charge.id, charge);
        }
      }),
    );
  });

  it('the charge in effect is what the rules propose, or one pending adjustment makes up the difference', () => {
    fc.assert(
      fc.property(histories, proposals, (history, facts) => {
        const { source } = planCharges(history.reduce<ChargeSource | null>(apply, null), facts, frame);
        const findings = facts.findings as readonly BillableFinding[];
        for (const slot of new Set([...source.charges, ...findings].map(({ code }) => slotOf(code)))) {
          const charges = source.charges.filter(({ code }) => slotOf(code) === slot);
          const proposals = charges.filter(({ status, edited }) => status === 'proposed' && !edited);
          expect(proposals.length).toBeLessThanOrEqual(1);
          const { pending, standing } = slotFrom(charges);
          const asked = pending ?? standing;
          const computed = asked?.computed ? { code: asked.code, ...asked.computed } : null;
          const want = findings.find(({ code }) => slotOf(code) === slot);
          expect(
            computed && [computed.code, computed.units, computed.dateOfService, computed.payerId],
          ).toEqual(want ? [want.code, want.units, want.dateOfService, want.payerId] : null);
          if (pending && standing) expect(pending.adjusts).toBe(standing.id);
        }
      }),
    );
  });

  it('the evidence of a decided charge is never lost', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const source = history.reduce<ChargeSource | null>(apply, null);
        const known = new Set([
          source?.evidence?.revision,
          ...(source?.earlierEvidence ?? []).map(({ revision }) => revision),
        ]);
        for (const charge of source?.charges ?? [])
          if (isProtected(charge)) expect(known).toContain(charge.evidenceRevision);
      }),
    );
  });

  it('approved and exported charges never break the bounds together', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const source = history.reduce<ChargeSource | null>(apply, null);
        const standing = new Map<string, Charge>();
        for (const charge of source?.charges ?? [])
          if (charge.status === 'approved' || charge.status === 'exported')
            standing.set(slotOf(charge.code), charge);
        for (const [slot, { kind }] of standing) if (kind === 'void') standing.delete(slot);
        const add = standing.get('99458');
        expect(add && standing.get('99457')?.code).toBe(add && '99457');
      }),
    );
  });
});
