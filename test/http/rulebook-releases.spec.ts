import type { ChargeView } from '../../src/domain/charges/explain/charge-view.js';
import type { Explanation } from '../../src/domain/charges/explain/explain.js';
import { localDate } from '../../src/domain/time/local-date.js';
import { practiceContent } from '../../src/modules/practices/practice.input.js';
import { PracticesService } from '../../src/modules/practices/practices.service.js';
import { SettingsListeners } from '../../src/modules/restatement/settings-listeners.js';
import { RulebookReleasesRepository } from '../../src/modules/rulebook-releases/rulebook-releases.repository.js';
import {
  daysFrom,
  PRACTICE,
  startBillingPractice,
  ZONE,
  type BillingPractice,
} from '../support/billing-practice.js';
import { storedCollection } from '../support/stored-collection.js';

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string }[];
}
const SUPPLY = 'E-P1~supply~2026-01-03~99454';
const BASE = 'E-P1~management~2026-01~99457';
const ADD_ON = 'E-P1~management~2026-01~99458';
const gpci = (practice: number) => ({
  kind: 'gpci',
  release: 'GPCI 2026',
  from: '2026-01-01',
  rows: [{ state: 'WI', locality: '00', work: 1, practice, malpractice: 0.308 }],
});
const pairs = (rest: object) => ({
  kind: 'ptp',
  release: 'NCCI 2026Q1',
  from: '2026-01-01',
  rows: [{ column1: '99457', column2: '99458', from: '2020-01-01', to: null, modifier: '0', ...rest }],
});
const mue = (units: number) => ({
  kind: 'mue',
  release: 'MUE 2026-01-01',
  from: '2026-01-01',
  rows: [{ code: '99458', units, adjudication: '3' }],
});

describe('loaded releases', () => {
  let practice: BillingPractice;
  let admin: string;
  beforeEach(async () => {
    practice = await startBillingPractice();
    admin = await practice.issueToken(['admin'], PRACTICE);
    const locality = { state: 'WI', number: '00' };
    await practice.app.get(PracticesService).putPractice(practice.principal, {
      id: PRACTICE,
      ...practiceContent.parse({ name: 'Lake', zone: ZONE, graceDays: 0, locality }),
    });
    await practice.enroll('P1');
    await practice.read('P1', daysFrom('2026-01-03', 17));
    await practice.call('P1', localDate('2026-01-20'), 59);
    await practice.call('P1', localDate('2026-01-21'), 21);
    await close();
  });
  afterEach(() => practice.close());

  const close = () => practice.http('POST', 'closing-runs', {});
  const load = (body: object, query = '') =>
    practice.http<Problem & { outcome?: string }>('POST', `rulebook-releases${query}`, body, admin);
  const amount = async (id: string) =>
    (await practice.http<Explanation>('GET', `charges/${id}/explain`)).body.payment.amount;

  it('price charges that are still proposed, never approved ones', async () => {
    expect(await amount(SUPPLY)).toMatchObject({ basis: 'LOCALITY_NOT_LOADED', amountCents: 5211 });
    expect((await practice.http('POST', `charges/${BASE}/approve`, {})).status).toBe(200);
    expect((await load(gpci(0.958))).status).toBe(201);
    // The load marks the patients, so the next tick restates them.
    expect((await practice.billing.tick()).counts.patients).toBe(1);
    expect(await amount(SUPPLY)).toMatchObject({
      basis: 'locality',
      amountCents: 4970,
      release: 'GPCI 2026',
    });
    const approved = await practice.http<ChargeView>('GET', `charges/${BASE}`);
    expect(approved.body).toMatchObject({ status: 'approved', expectedAmountCents: 5177 });
    const { body } = await practice.http<{ items: ChargeView[] }>('GET', 'charges');
    expect(body.items.filter(({ kind }) => kind !== 'original')).toEqual([]);
    expect(await amount(BASE)).toMatchObject({ basis: 'LOCALITY_NOT_LOADED', release: null });
  });

  it('withhold the second code of a pair on its dates, and leave it to a person when a modifier may separate them', async () => {
    const tick = () => practice.billing.tick();
    const addOn = async () => (await practice.http<ChargeView>('GET', `charges/${ADD_ON}`)).body;
    expect((await load(pairs({}))).status).toBe(201);
    await tick();
    expect(await addOn()).toMatchObject({ status: 'withdrawn' });
    const { body } = await practice.http<{ items: { code: string; rules: string[] }[] }>('GET', 'not-billed');
    expect(body.items.filter(({ rules }) => rules.includes('NCCI'))).toMatchObject([
      { code: '99458', reasons: ['mutually_exclusive'], detail: { rival: '99457' } },
    ]);
    expect((await load(pairs({ modifier: '1' }), '?replace=true')).status).toBe(200);
    await tick();
    expect(await addOn()).toMatchObject({ status: 'proposed', flags: ['ncci_modifier_needed'] });
    expect((await load(pairs({ to: '2025-12-31' }), '?replace=true')).status).toBe(200);
    await tick();
    expect(await addOn()).toMatchObject({ status: 'proposed', flags: [] });
    const twice = pairs({});
    const wrong = await load({ ...twice, rows: [...twice.rows, ...twice.rows] });
    expect([wrong.status, wrong.body.errors?.map(({ path }) => path)]).toEqual([400, ['rows[1]']]);
  });

  it('price an encounter that is only assessed', async () => {
    const visit = {
      ...{ dateOfService: '2026-01-20', payer: 'medicare', modality: 'audio-video', minutes: 20 },
      ...{ patientStatus: 'established', providerType: 'physician-qhp', medicalNecessityDocumented: true },
      ...{ consentDocumented: true, technologyDocumented: true, eligibilityVerifiedOnDos: true },
      patientLocation: { setting: 'home', state: 'WI' },
      clinicianAuthorizedStates: ['WI'],
      locality: { state: 'WI', number: '00' },
    };
    await load(gpci(0.958));
    const answer = await practice.http<{ payment: object }>('POST', 'encounters/assess', visit);
    expect(answer.body.payment).toMatchObject({ geography: 'WI-00', release: 'GPCI 2026' });
  });

  it('freeze the setting with a charge, not the tables', async () => {
    await load(gpci(0.958));
    await close();
    const { body } = await practice.http<Explanation>('GET', `charges/${SUPPLY}/explain`);
    expect(Object.keys(body.payment).sort()).toEqual([
      'amount',
      'locality',
      'placeOfService',
      'qualifyingApm',
    ]);
  });

  it('cap the units of an add-on from their date on, even to zero', async () => {
    const units = async () => (await practice.http<ChargeView>('GET', `charges/${ADD_ON}`)).body;
    expect(await units()).toMatchObject({ units: 3 });
    await load(mue(2));
    await close();
    expect(await units()).toMatchObject({ units: 2, status: 'proposed' });
    await load(mue(0), '?replace=true');
    await close();
    expect(await units()).toMatchObject({ status: 'withdrawn' });
    const { body } = await practice.http<{ items: { code: string; detail: object }[] }>(
      'GET',
      'not-billed?reason=mue_exceeded',
    );
    expect(body.items).toMatchObject([
      { code: '99458', detail: { unbilledUnits: 3, unbilledMinutes: 60, mueSource: 'MUE 2026-01-01' } },
    ]);
  });

  it('are seen after another process loaded them', async () => {
    expect((await load(gpci(0.958))).status).toBe(201);
    await close();
    const repository = practice.app.get(RulebookReleasesRepository, { strict: false });
    const [standing] = await repository.list(practice.principal);
    const rows = [{ state: 'WI', locality: '00', work: 1, practice: 1, malpractice: 0.308 }];
    await repository.write(practice.principal, [{ ...standing, kind: 'gpci', rows, version: 2 } as never]);
    await close();
    expect(await amount(SUPPLY)).toMatchObject({ amountCents: 5187 });
  });

  it('answer 200 for the same release and 409 for another one, and are audited once', async () => {
    await load(gpci(0.958));
    const again = await load(gpci(0.958));
    expect([again.status, again.body.outcome]).toEqual([200, 'unchanged']);
    expect((await load(gpci(1))).status).toBe(409);
    const replaced = await load(gpci(1), '?replace=true');
    expect([replaced.status, replaced.body.outcome]).toEqual([200, 'updated']);
    const audit = await practice.http<{ items: { action: string; ids: string[] }[] }>(
      'GET',
      'audit',
      undefined,
      admin,
    );
    expect(audit.body.items.filter(({ action }) => action === 'rulebookReleases.put').length).toBe(2);
    const list = await practice.http<{ items: object[] }>('GET', 'rulebook-releases');
    expect(list.body.items).toEqual([
      { id: 'gpci-2026-01-01', kind: 'gpci', release: 'GPCI 2026', from: '2026-01-01', version: 2, rows: 1 },
    ]);
  });

  it('change nothing when loaded again, even in another order, unless the first load was interrupted', async () => {
    const rows = ['00', '01'].map((locality) => ({ ...gpci(0.958).rows[0], locality }));
    const both = { ...gpci(0.958), rows };
    const turned = { ...both, rows: rows.toReversed() };
    const restated = async () => (await practice.billing.tick()).counts.patients;
    const image = async () => {
      const found = ['closeQueue', 'rulebookReleases', 'chargeSources'].map((name) =>
        storedCollection(practice.app, name).find({ practiceId: PRACTICE }).toArray(),
      );
      return Promise.all(found);
    };
    expect((await load(both)).status).toBe(201);
    expect(await restated()).toBe(1);
    const before = await image();
    for (const body of [both, turned])
      for (const query of ['', '?replace=true']) {
        const again = await load(body, query);
        expect([again.status, again.body.outcome]).toEqual([200, 'unchanged']);
      }
    expect(await image()).toEqual(before);
    expect(await restated()).toBe(0);

    const listeners = practice.app.get(SettingsListeners, { strict: false });
    const practiceChanged = listeners.practiceChanged.bind(listeners);
    listeners.practiceChanged = () => Promise.reject(new Error('cut off'));
    expect((await load(gpci(1), '?replace=true')).status).toBe(500);
    listeners.practiceChanged = practiceChanged;
    expect(await restated()).toBe(0);
    const again = await load(gpci(1));
    expect([again.status, again.body.outcome, await restated()]).toEqual([200, 'unchanged', 1]);
    await load(gpci(1));
    expect(await restated()).toBe(0);
  });

  it('keep one of two releases that are loaded at once', async () => {
    const answers = await Promise.all([load(gpci(0.958)), load(gpci(1)), load(gpci(0.958)), load(gpci(1))]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 201, 409, 409]);
  });

  it('are refused as a whole with each path named, and are refused without the scope', async () => {
    const [row] = gpci(0.958).rows;
    const bad = { ...gpci(0.958), from: '2026-02-30', rows: [row, { ...row, work: 0.12345 }, row] };
    const answer = await load(bad);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['from', 'rows[1].work']),
    );
    const twice = await load({ ...gpci(0.958), rows: [row, row] });
    expect([twice.status, twice.body.errors?.map(({ path }) => path)]).toEqual([400, ['rows[1]']]);
    expect((await practice.http('POST', 'rulebook-releases', gpci(0.958))).status).toBe(403);
    const list = await practice.http<{ items: object[] }>('GET', 'rulebook-releases');
    expect(list.body.items).toEqual([]);
  });
});
