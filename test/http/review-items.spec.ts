import type { ReviewItem } from '../../src/domain/charges/explain/review-items.js';
import { localDate } from '../../src/domain/time/local-date.js';
import { payerContent } from '../../src/modules/practices/payers/payer.input.js';
import { PracticesService } from '../../src/modules/practices/practices.service.js';
import {
  daysFrom,
  PRACTICE,
  startBillingPractice,
  type BillingPractice,
} from '../support/billing-practice.js';

interface Page {
  items: ReviewItem[];
  next: string | null;
}

const SUPPLY = 'E-P1~supply~2026-01-10';
const NONE = { chargeIds: [], readingIds: [], timeEntryIds: [] };

describe('what a person has to look at', () => {
  let practice: BillingPractice;
  beforeAll(async () => {
    practice = await startBillingPractice();
    await practice.app.get(PracticesService).putPayer(practice.principal, {
      id: 'later',
      ...payerContent.parse({ name: 'Later', type: 'commercial', profiles: [{ from: '2027-01-01' }] }),
    });
    for (const id of ['P1', 'P2', 'P3']) await practice.enroll(id);
    await practice.enroll('P4', { patient: { coverage: [{ payerId: 'later', from: null, to: null }] } });
    await practice.read('P1', daysFrom('2026-01-10', 17));
    for (const id of ['P2', 'P3']) await practice.call(id, localDate('2026-01-20'), 30);
    await practice.read('P4', daysFrom('2026-01-10', 1));
    await close();
  });
  afterAll(() => practice.close());

  const close = () => practice.http('POST', 'closing-runs');
  const list = async (query = '') => (await practice.http<Page>('GET', `review-items${query}`)).body;
  const brief = ({ items }: Page) => items.map(({ sourceId, reason }) => `${sourceId} ${reason}`);

  const entryOf = async (patientId: string): Promise<string> => {
    const token = await practice.issueToken(['time:read'], PRACTICE, { principalId: 'nurse' });
    const { body } = await practice.http<{ items: { id: string }[] }>(
      'GET',
      `time-entries?patientId=${patientId}`,
      undefined,
      token,
    );
    return body.items[0]?.id ?? '';
  };

  it('lists overlapped time with both entries, and what could not be decided', async () => {
    const { items, next } = await list('?month=2026-01');
    expect(next).toBeNull();
    expect(items.filter(({ patientId }) => patientId !== 'P4')).toEqual([
      {
        ...NONE,
        sourceId: 'E-P3~management~2026-01',
        patientId: 'P3',
        enrollmentId: 'E-P3',
        servicePeriod: { start: '2026-01-01', end: '2026-01-31' },
        reason: 'staff_with_other_patient',
        text: 'the staff member was busy with another patient',
        timeEntryIds: [await entryOf('P2'), await entryOf('P3')].sort(),
      },
    ]);
    const parked = items.filter(({ patientId }) => patientId === 'P4');
    expect(parked.length).toBeGreaterThan(0);
    expect(new Set(parked.map(({ reason }) => reason))).toEqual(new Set(['payer_profile_missing']));
  });

  it('lists a reading before a pinned period until it is excluded', async () => {
    expect(brief(await list('?patientId=P1'))).toEqual([]);
    await practice.http('POST', `charges/${SUPPLY}~99454/approve`);
    await practice.read('P1', [localDate('2026-01-05')]);
    await close();
    const { items } = await list('?reason=reading_before_first_window');
    expect(items).toMatchObject([{ sourceId: SUPPLY, patientId: 'P1', chargeIds: [], timeEntryIds: [] }]);
    const [early, ...others] = items[0]?.readingIds ?? [];
    expect(others).toEqual([]);
    const admin = await practice.issueToken(['records:write'], PRACTICE);
    const excluded = await practice.http(
      'POST',
      `readings/${early ?? ''}/exclude`,
      { reason: 'not this patient' },
      admin,
    );
    expect(excluded.status).toBe(200);
    await close();
    expect(brief(await list('?patientId=P1'))).toEqual([]);
  });

  it('lists a proposed adjustment with the charge that it adjusts, until it is decided', async () => {
    const charge = 'E-P2~management~2026-01~99457';
    await practice.http('POST', `charges/${charge}/approve`);
    const writer = await practice.issueToken(['time:write', 'billing:write'], PRACTICE);
    const struck = await practice.http(
      'POST',
      `time-entries/${await entryOf('P2')}/corrections`,
      { reason: 'another patient', void: true },
      writer,
    );
    expect(struck.status).toBe(200);
    await close();
    const { items } = await list('?reason=adjustment_proposed');
    expect(items).toMatchObject([{ chargeIds: [charge, `${charge}~a1`] }]);
    // P3 keeps its minutes now, so nothing overlaps anymore.
    expect(brief(await list('?reason=staff_with_other_patient'))).toEqual([]);
    await practice.http('POST', `charges/${items[0]?.chargeIds[1] ?? ''}/approve`);
    expect(brief(await list('?reason=adjustment_proposed'))).toEqual([]);
  });

  it('pages through all of them once', async () => {
    for (const id of ['P5', 'P6', 'P7']) {
      await practice.enroll(id);
      await practice.call(id, localDate('2026-01-28'), 20);
    }
    await close();
    const all = brief(await list());
    expect(all.length).toBeGreaterThanOrEqual(3);
    const seen: string[] = [];
    let query: string | null = '?limit=1';
    while (query !== null) {
      const page: Page = await list(query);
      seen.push(...brief(page));
      query = page.next && `?limit=1&cursor=${page.next}`;
    }
    expect(seen).toEqual(all);
  });

  it('requires a scope, shows nothing to another practice, and refuses unknown parameters', async () => {
    const none = await practice.issueToken(['readings:write'], PRACTICE, { principalId: 'other' });
    expect((await practice.http('GET', 'review-items', undefined, none)).status).toBe(403);
    const stranger = await practice.issueToken(['billing:read'], 'PR-2', { principalId: 'stranger' });
    const other = await practice.http<Page>('GET', 'review-items', undefined, stranger);
    expect(other.body).toEqual({ items: [], next: null });
    expect((await practice.http('GET', 'review-items?reason=A%20B')).status).toBe(400);
    expect((await practice.http('GET', 'review-items?status=open')).status).toBe(400);
  });
});
