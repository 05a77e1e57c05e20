import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import type { EncounterAnswer } from '../../src/modules/encounters/record/encounter.answer.js';
import { CloseQueueService } from '../../src/modules/restatement/close-queue.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { at, daily, Story } from './support/story.js';

/** A complete video visit of twenty minutes. */
const visit = (change: object = {}) => ({
  patientId: 'P',
  clinicianId: 'DR',
  providerType: 'physician-qhp',
  specialty: 'family-medicine',
  dateOfService: '2026-01-20',
  segments: [segment('2026-01-20T10:00', '2026-01-20T10:20')],
  participants: [{ role: 'patient' }],
  patientLocation: { setting: 'home', state: 'IL', country: 'US' },
  clinicianLocation: { setting: 'office', state: 'IL' },
  platform: { name: 'ExampleVideo' },
  consent: { status: 'given', date: '2026-01-03', method: 'verbal', takenBy: 'N1' },
  medicalNecessity: 'Blood pressure above goal on two drugs.',
  eligibilityCheck: { checkedOn: '2026-01-20', result: 'active' },
  authorizations: [{ state: 'IL', type: 'license' }],
  diagnoses: ['I10'],
  initiatedBy: 'patient',
  communicationPurpose: 'evaluation-management',
  patientStatus: 'established',
  ...change,
});
const segment = (start: string, end: string, more: object = {}) => ({
  modality: 'audio-video',
  start: at(start),
  end: at(end),
  ...more,
});

interface Refused {
  readonly refusals: readonly { readonly word: string }[];
}

describe('a visit from draft to claim', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  async function clinic(): Promise<Story> {
    const story = await Story.begin(product, at('2026-01-20T12:00'));
    await story.enroll('P', { from: '2026-01-03' });
    return story;
  }
  const record = (story: Story, id: string, change: object = {}) =>
    story.put<EncounterAnswer>(`encounters/${id}`, visit(change));
  const finalize = (story: Story, id: string) =>
    story.call<EncounterAnswer & Refused>('POST', `encounters/${id}/finalize`);
  const signed = async (story: Story, id: string, change: object = {}): Promise<EncounterAnswer> => {
    await record(story, id, change);
    const { status, text, body } = await finalize(story, id);
    if (status !== 200) throw new Error(text);
    return body;
  };

  it('is refused with every item, completed, signed, charged, approved and exported', async () => {
    const story = await clinic();
    await record(story, 'V1', { consent: null, platform: null, eligibilityCheck: null });
    const refused = await finalize(story, 'V1');
    expect([refused.status, refused.body.refusals.map(({ word }) => word)]).toEqual([
      422,
      ['MISSING_TECHNOLOGY', 'MISSING_CONSENT', 'MISSING_ELIGIBILITY_CHECK'],
    ]);
    const answer = await signed(story, 'V1');
    expect(answer).toMatchObject({
      status: 'finalized',
      signed: {
        by: 'biller',
        payerId: 'medicare',
        assessment: {
          codes: [{ code: '99213', units: 1, modifiers: [], pos: '10' }],
          selectionBasis: 'time',
        },
      },
    });
    expect((await story.call('PUT', 'encounters/V1', visit())).status).toBe(409);
    expect((await finalize(story, 'V1')).body).toEqual(answer);

    await story.tick();
    expect(await story.lines('P')).toEqual(['2026-01-20 99213 x1 original proposed']);
    const why = await story.explain('V1~encounter~99213');
    expect(why.charge).toMatchObject({
      program: 'TELEHEALTH',
      placeOfService: '10',
      renderingPractitionerId: 'DR',
      minutes: 20,
      expectedAmountCents: 9519,
      diagnoses: ['I10'],
    });
    expect(why.rules.map(({ id }) => id)).toContain('T2.1');
    expect(why).toMatchObject({
      kind: 'encounter',
      encounter: {
        id: 'V1',
        payerProfile: 'medicare',
        signedBy: 'biller',
        facts: { patientLocation: { setting: 'home' } },
      },
    });
    expect(why.consent).toMatchObject({ date: '2026-01-03', method: 'verbal', takenBy: 'N1' });
    expect(JSON.stringify(why)).not.toContain('above goal');

    const before = await story.versions();
    await story.close();
    await story.tick();
    expect(await story.versions()).toEqual(before);
    await story.exportAll('V1~encounter~99213');
    const csv = (await story.call('GET', 'export-batches/1/charges.csv')).text.split('\n');
    const line = Object.fromEntries(
      (csv[0] ?? '').split(',').map((name, index) => [name, (csv[1] ?? '').split(',')[index]]),
    );
    expect(line).toMatchObject({
      patient_id: 'P',
      code: '99213',
      modifiers: '',
      units: '1',
      place_of_service: '10',
      date_of_service: '2026-01-20',
      rendering_npi: '1245319599',
      minutes: '20',
      diagnoses: 'I10',
      evidence_link: '/v1/charges/V1~encounter~99213/explain',
    });
  });

  it('an amendment supersedes what was signed, and adjusts what was exported', async () => {
    const story = await clinic();
    await signed(story, 'V1');
    await story.tick();
    await story.exportAll('V1~encounter~99213');
    const draft = await story.post<EncounterAnswer>('encounters/V1/amend', {
      reason: 'the call lasted longer',
    });
    expect(draft).toMatchObject({ id: 'V1~1', status: 'draft', amendment: 1, rootId: 'V1' });
    const again = await story.call('POST', 'encounters/V1/amend', { reason: 'the call lasted longer' });
    expect(again.status).toBe(200);
    expect((await story.call('POST', 'encounters/V1/amend', { reason: 'other' })).status).toBe(409);
    await story.tick();
    expect(await story.lines('P')).toEqual(['2026-01-20 99213 x1 original exported']);

    await signed(story, 'V1~1', { segments: [segment('2026-01-20T10:00', '2026-01-20T10:32')] });
    expect(await story.get('encounters/V1')).toMatchObject({ status: 'finalized', supersededBy: 'V1~1' });
    await story.tick();
    expect(await story.lines('P')).toEqual([
      '2026-01-20 99213 x1 original exported',
      '2026-01-20 99214 x1 replacement proposed',
    ]);
    expect((await story.call('POST', 'encounters/V1/amend', { reason: 'once more' })).status).toBe(409);
    await story.post('encounters/V1~1/amend', { reason: 'written for the wrong patient', void: true });
    await story.tick();
    expect(await story.lines('P')).toEqual([
      '2026-01-20 99213 x1 original exported',
      '2026-01-20 99213 x1 void proposed',
    ]);
    expect(await story.notBilled('P')).toContain('2026-01-20 99214 encounter_voided');
  });

  it('a wrong place of service becomes a replacement of the same code', async () => {
    const story = await clinic();
    await signed(story, 'V1');
    await story.tick();
    await story.exportAll('V1~encounter~99213');
    await story.post('encounters/V1/amend', { reason: 'was in the clinic' });
    await signed(story, 'V1~1', { patientLocation: { setting: 'clinic', state: 'IL', country: 'US' } });
    await story.tick();
    const [original, replacement] = await story.charges('&patientId=P');
    expect([original?.placeOfService, original?.status]).toEqual(['10', 'exported']);
    expect(replacement).toMatchObject({ kind: 'replacement', placeOfService: '02', code: '99213' });
  });

  it('a diagnosis corrected by an amendment becomes a replacement of the same code', async () => {
    const story = await clinic();
    await signed(story, 'V1');
    await story.tick();
    await story.exportAll('V1~encounter~99213');
    await story.post('encounters/V1/amend', { reason: 'wrong code' });
    await signed(story, 'V1~1', { diagnoses: ['E11.9'] });
    await story.tick();
    const [original, replacement] = await story.charges('&patientId=P');
    expect([original?.diagnoses, original?.status]).toEqual([['I10'], 'exported']);
    expect(replacement).toMatchObject({ kind: 'replacement', diagnoses: ['E11.9'], code: '99213' });
  });

  it('two visits of one day are one charge, whichever was signed first', async () => {
    const story = await clinic();
    await story.enroll('Q', { from: '2026-01-03' });
    const late = { segments: [segment('2026-01-20T11:00', '2026-01-20T11:12')] };
    await signed(story, 'V1');
    await story.tick();
    await signed(story, 'V2', late);
    await signed(story, 'W2', { ...late, patientId: 'Q' });
    await story.tick();
    await signed(story, 'W1', { patientId: 'Q' });
    await story.tick();
    const shape = (lines: string[]) => lines.filter((line) => !line.includes('withdrawn'));
    expect(shape(await story.lines('P'))).toEqual(['2026-01-20 99214 x1 original proposed']);
    expect(shape(await story.lines('Q'))).toEqual(['2026-01-20 99214 x1 original proposed']);
    expect(await story.charge('V1~encounter~99214')).toMatchObject({
      status: 'proposed',
      reviewRequired: true,
    });
    expect(await story.notBilled('Q')).toContain('2026-01-20 99212 combined_same_day');
  });

  it('history says who is established, and who is new', async () => {
    const story = await clinic();
    await signed(story, 'V0', {
      dateOfService: '2023-01-20',
      segments: [],
      modality: 'audio-video',
      minutes: 20,
      eligibilityCheck: { checkedOn: '2023-01-20', result: 'active' },
      consent: { status: 'given', date: '2023-01-03', method: 'verbal' },
    });
    const silent = { patientStatus: null, modality: 'audio-video', mdm: 'low', segments: [] };
    await signed(story, 'V1', silent);
    expect(await story.get('encounters/V1')).toMatchObject({
      signed: { assessment: { codes: [{ code: '99213' }] } },
    });
    const after = {
      ...silent,
      dateOfService: '2026-01-19',
      eligibilityCheck: { checkedOn: '2026-01-19', result: 'active' },
      specialty: 'cardiology',
      clinicianId: 'N2',
    };
    await signed(story, 'V2', after);
    expect(await story.get('encounters/V2')).toMatchObject({
      signed: { assessment: { codes: [{ code: '99203' }] } },
    });
    await story.enroll('Q', { from: '2026-01-03' });
    await record(story, 'V3', { ...silent, patientId: 'Q' });
    const { body } = await finalize(story, 'V3');
    expect(body.refusals.map(({ word }) => word)).toEqual(['MISSING_PATIENT_STATUS']);
  });

  it('an unknown payer parks nothing silently: it refuses, and the practice can add how it pays', async () => {
    const story = await clinic();
    await story.put('payers/acme', { name: 'Acme', type: 'medicare_advantage', profiles: [] });
    await story.correct('patients/P', { coverage: [{ payerId: 'acme', memberId: 'A-1' }] });
    await record(story, 'V1');
    expect((await finalize(story, 'V1')).body.refusals.map(({ word }) => word)).toEqual([
      'PAYER_PROFILE_MISSING',
    ]);
    await story.put('telehealth-profiles/acme', {
      rows: [
        { from: '2026-01-01', base: 'medicare', fields: { avModifier: '95' }, verifiedOn: '2026-01-02' },
      ],
    });
    expect((await finalize(story, 'V1')).body).toMatchObject({
      signed: { payerProfile: 'acme', assessment: { codes: [{ code: '99213', modifiers: ['95'] }] } },
    });
    await story.tick();
    expect(await story.lines('P')).toEqual(['2026-01-20 99213 x1 original proposed']);
    // The contract turns out to end before the visit: nothing can be decided until a person looks.
    await story.put('telehealth-profiles/acme', {
      rows: [{ from: '2026-01-01', to: '2026-01-10', base: 'medicare', verifiedOn: '2026-01-02' }],
    });
    await story.tick();
    expect(await story.parked()).toEqual(['V1~encounter payer_profile_missing']);
  });

  it('a Medicare profile written before its payer still starts from Medicare', async () => {
    const story = await clinic();
    const rows = [{ from: '2026-01-01', fields: { avModifier: '95' }, verifiedOn: '2026-01-02' }];
    await story.put('telehealth-profiles/mac', { rows });
    await story.put('payers/mac', { name: 'MAC', type: 'medicare_ffs', profiles: [{ from: '2018-01-01' }] });
    await story.correct('patients/P', { coverage: [{ payerId: 'mac', memberId: 'M-1' }] });
    const long = { segments: [segment('2026-01-20T10:00', '2026-01-20T11:09')] };
    expect(await signed(story, 'V1', long)).toMatchObject({
      signed: { payerProfile: 'mac', assessment: { codes: [{ code: '99215' }, { code: 'G2212' }] } },
    });
  });

  it('only its clinician amends an encounter; withdrawing it works even with an open draft', async () => {
    const story = await clinic();
    await signed(story, 'V1');
    const colleague = await product.issueToken(['records:write'], story.practiceId, { staffId: 'N1' });
    for (const isVoid of [false, true]) {
      const request = { reason: 'not mine', void: isVoid };
      expect((await story.call('POST', 'encounters/V1/amend', request, colleague)).status).toBe(403);
    }
    await story.post('encounters/V1/amend', { reason: 'the call lasted longer' });
    expect((await story.call('DELETE', 'encounters/V1~1')).status).toBe(204);
    expect((await story.call('GET', 'encounters/V1~1')).status).toBe(404);
    expect((await story.call('DELETE', 'encounters/V1')).status).toBe(409);
    expect((await story.call('DELETE', 'encounters/V9')).status).toBe(404);
    await story.post('encounters/V1/amend', { reason: 'once more' });
    await story.tick();
    expect(await story.lines('P')).toEqual(['2026-01-20 99213 x1 original proposed']);
    const taken = { reason: 'never took place', void: true };
    expect((await story.call('POST', 'encounters/V1/amend', taken)).status).toBe(201);
    expect(await story.get('encounters/V1')).toMatchObject({ supersededBy: 'V1~1' });
    expect((await story.call('POST', 'encounters/V1~1/finalize')).status).toBe(409);
    await story.tick();
    expect(await story.notBilled('P')).toEqual(expect.arrayContaining(['2026-01-20 99213 encounter_voided']));
    // When asked again, the patients it affects are due again: the first attempt may have died halfway.
    const queue = product.app.get(CloseQueueService);
    const who = jobPrincipal(story.practiceId);
    const token = async () => (await queue.find(who, ['P']))[0]?.token ?? 0;
    const before = await token();
    expect((await story.call('POST', 'encounters/V1/amend', taken)).status).toBe(200);
    expect(await token()).toBeGreaterThan(before);
  });

  it('minutes of a visit are never monitoring minutes', async () => {
    const story = await clinic();
    await story.enroll('Q', { from: '2026-01-03' });
    for (const id of ['P', 'Q']) await story.take(`D-${id}`, daily('2026-01-03', 3));
    product.clock.moveTo(at('2026-02-01T09:00'));
    const mine = await story.work('P', at('2026-01-20T10:10'), 30);
    const hers = await story.work('Q', at('2026-01-20T10:15'), 25, { staffId: 'N2' });
    await story.tick(at('2026-02-06T06:00'));
    expect(await story.lines('P')).toContain('2026-01-31 99457 x1 original proposed');
    expect(await story.lines('Q')).toContain('2026-01-31 99457 x1 original proposed');

    // The nurse of the other patient's call was in the visit for its last five minutes.
    await signed(story, 'V1', {
      segments: [
        segment('2026-01-20T10:00', '2026-01-20T10:20'),
        segment('2026-01-20T10:15', '2026-01-20T10:21', { staffId: 'N2' }),
      ],
    });
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines('P')).toContain('2026-01-31 99470 x1 original proposed');
    expect(await story.lines('Q')).toContain('2026-01-31 99470 x1 original proposed');
    const own = (await story.explain('E-P~management~2026-01~99470')).minutes;
    expect(own?.minutes).toBe(19);
    expect(own?.cutOut).toEqual([
      expect.objectContaining({ entryId: mine, reason: 'inside_visit', seconds: 600, keptBy: 'V1~s0' }),
      expect.objectContaining({ entryId: mine, reason: 'inside_visit', seconds: 60, keptBy: 'V1~s1' }),
    ]);
    const other = (await story.explain('E-Q~management~2026-01~99470')).minutes;
    expect(other?.minutes).toBe(19);
    expect(other?.cutOut).toEqual([
      expect.objectContaining({ entryId: hers, reason: 'inside_visit', seconds: 360, keptBy: 'V1~s1' }),
    ]);
    // A withdrawn visit no longer holds its minutes.
    await story.post('encounters/V1/amend', { reason: 'never took place', void: true });
    await story.tick(at('2026-02-06T08:00'));
    expect(await story.lines('P')).toContain('2026-01-31 99457 x1 original proposed');
    expect(await story.lines('Q')).toContain('2026-01-31 99457 x1 original proposed');
  });

  it('minutes without a clock time need a person on a day with monitoring, and their day counts as a visit day', async () => {
    const story = await clinic();
    await story.take('D-P', daily('2026-01-03', 3));
    product.clock.moveTo(at('2026-02-01T09:00'));
    await story.work('P', at('2026-01-20T10:00'), 20);
    const unclocked = { segments: [], modality: 'audio-video', minutes: 20 };
    await signed(story, 'V1', unclocked);
    await signed(story, 'V2', {
      ...unclocked,
      dateOfService: '2026-01-21',
      eligibilityCheck: { checkedOn: '2026-01-21', result: 'active' },
    });
    await story.tick(at('2026-02-06T06:00'));
    expect(await story.lines('P')).toContain('2026-01-31 99457 x1 original proposed');
    expect(await story.charge('V1~encounter~99213')).toMatchObject({
      reviewRequired: true,
      flags: ['MINUTES_WITHOUT_CLOCK_BESIDE_MONITORING'],
    });
    expect(await story.charge('V2~encounter~99213')).toMatchObject({ reviewRequired: false, flags: [] });
    await story.correct('practice', { policy: { excludeAllTimeOnEmDay: true } });
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.notBilled('P')).toContain('2026-01-01 99457 insufficient_minutes');
  });

  it('a clinician who is in two patients’ visits at once is flagged on both until one is withdrawn', async () => {
    const story = await clinic();
    await story.enroll('Q', { from: '2026-01-03' });
    await signed(story, 'V1');
    await story.tick();
    const flags = async () => {
      const charges = await story.charges();
      return charges.map(({ id, reviewRequired, flags: all }) => [id, reviewRequired, ...all]);
    };
    expect(await flags()).toEqual([['V1~encounter~99213', false]]);
    await signed(story, 'W1', {
      patientId: 'Q',
      segments: [segment('2026-01-20T10:19', '2026-01-20T10:40')],
    });
    await story.tick();
    expect((await flags()).sort()).toEqual([
      ['V1~encounter~99213', true, 'CLINICIAN_WITH_ANOTHER_PATIENT'],
      ['W1~encounter~99213', true, 'CLINICIAN_WITH_ANOTHER_PATIENT'],
    ]);
    await story.post('encounters/W1/amend', { reason: 'never took place', void: true });
    await story.tick();
    expect(await flags()).toContainEqual(['V1~encounter~99213', false]);
  });

  it('a forgotten segment can be ended and holds no time; segments have a maximum length', async () => {
    const story = await clinic();
    product.clock.moveTo(at('2026-01-20T10:00'));
    await record(story, 'V1', { segments: [] });
    await story.post('encounters/V1/segments/start', { modality: 'audio-video' });
    product.clock.moveTo(at('2026-01-21T10:01'));
    const stopped = await story.post<EncounterAnswer>('encounters/V1/segments/stop');
    expect(stopped.segments).toMatchObject([{ start: at('2026-01-20T10:00'), end: at('2026-01-20T10:00') }]);
    const one = segment('2026-01-20T10:00', '2026-01-20T10:20');
    await record(story, 'V1', { segments: Array.from({ length: 200 }, () => one) });
    const more = await story.call('POST', 'encounters/V1/segments/start', { modality: 'audio-video' });
    expect(more.status).toBe(409);
  });

  it('a profile requeues only patients with encounters since it took effect', async () => {
    const story = await clinic();
    await signed(story, 'V1');
    await story.tick();
    const queue = product.app.get(CloseQueueService);
    const token = async () => (await queue.find(jobPrincipal(story.practiceId), ['P']))[0]?.token ?? 0;
    const before = await token();
    const rows = (from: string) => ({ rows: [{ from, base: 'medicare', verifiedOn: '2026-01-02' }] });
    await story.put('telehealth-profiles/acme', rows('2026-01-21'));
    expect(await token()).toBe(before);
    await story.put('telehealth-profiles/acme', rows('2026-01-20'));
    const marked = await token();
    expect(marked).toBeGreaterThan(before);
    const payer = { name: 'Medicare', type: 'medicare_ffs', profiles: [{ from: '2018-01-01' }] };
    const store = product.app.get<Connection>(getConnectionToken());
    const entries = () => store.collection('auditEntries').countDocuments({ practiceId: story.practiceId });
    const counted = await entries();
    // The same again: nothing is written, and nobody is requeued.
    await story.put('telehealth-profiles/acme', rows('2026-01-20'));
    await story.put('payers/medicare', payer);
    expect([await token(), await entries()]).toEqual([marked, counted]);
    // … unless the first attempt died before it had requeued them.
    for (const collection of ['telehealthProfiles', 'payers']) {
      await store
        .collection(collection)
        .updateMany({ practiceId: story.practiceId }, { $set: { followedVersion: 0 } });
    }
    await story.put('telehealth-profiles/acme', rows('2026-01-20'));
    const again = await token();
    expect(again).toBeGreaterThan(marked);
    await story.put('payers/medicare', payer);
    const last = await token();
    expect(last).toBeGreaterThan(again);
    await story.put('payers/medicare', payer);
    expect(await token()).toBe(last);
  });

  it('a review of images depends on when they were received and answered', async () => {
    const story = await clinic();
    const friday = at('2026-01-16T15:00');
    const images = (repliedAt: string | null, change: object = {}) => ({
      modality: 'store-and-forward',
      segments: [],
      dateOfService: '2026-01-20',
      imageReceivedAt: friday,
      imageRepliedAt: repliedAt,
      ...change,
    });
    const items = async () => {
      const { items } = await story.get<{ items: { item: string; state: string; blocks: boolean }[] }>(
        'encounters/V1/checklist',
      );
      const found = new Map(items.map(({ item, state }) => [item, state]));
      return [found.get('replyTimes'), found.get('imageTimes')];
    };
    const words = async () => (await finalize(story, 'V1')).body.refusals.map(({ word }) => word);
    await record(story, 'V1', images(null));
    expect(await items()).toEqual(['missing', 'missing']);
    expect(await words()).toEqual(['LATE_RESPONSE']);
    await record(story, 'V1', images(null, { replyBusinessHours: 4 }));
    expect(await items()).toEqual(['documented', 'missing']);
    // Monday, 25 weekday hours later on the patient's calendar. The times take precedence over the stated hours.
    await record(story, 'V1', images(at('2026-01-19T16:00'), { replyBusinessHours: 4 }));
    expect(await items()).toEqual(['contradicts', 'documented']);
    expect(await words()).toEqual(['LATE_RESPONSE']);
    const backwards = visit(images(at('2026-01-16T14:00')));
    expect((await story.call('PUT', 'encounters/V1', backwards)).status).toBe(400);
    expect(await signed(story, 'V1', images(at('2026-01-19T14:59')))).toMatchObject({
      imageReceivedAt: friday,
      imageRepliedAt: at('2026-01-19T14:59'),
      signed: { assessment: { codes: [{ code: 'G2010', pos: '11' }] } },
    });
    await story.tick();
    expect(await story.explain('V1~encounter~G2010')).toMatchObject({
      encounter: { facts: { imageReceivedAt: friday, replyBusinessHours: 24 - 1 / 60 } },
    });
  });

  it('a visit that drops from video to telephone is coded by the one that lasted longer', async () => {
    const story = await clinic();
    product.clock.moveTo(at('2026-01-20T10:00'));
    const { segments, ...draft } = visit({
      audioOnlyReason: 'technical-failure',
      clinicianVideoCapable: true,
    });
    void segments;
    await story.put('encounters/V1', draft);
    await story.post('encounters/V1/segments/start', { modality: 'audio-video' });
    product.clock.advanceSeconds(8 * 60);
    await story.post('encounters/V1/segments/start', { modality: 'audio-only' });
    expect((await finalize(story, 'V1')).status).toBe(409);
    product.clock.advanceSeconds(13 * 60);
    const stopped = await story.post<EncounterAnswer>('encounters/V1/segments/stop');
    expect(stopped.segments.map(({ modality, start, end }) => [modality, start, end])).toEqual([
      ['audio-video', at('2026-01-20T10:00'), at('2026-01-20T10:08')],
      ['audio-only', at('2026-01-20T10:08'), at('2026-01-20T10:21')],
    ]);
    const checklist = await story.get<{ items: { item: string; state: string }[]; outcome: object }>(
      'encounters/V1/checklist',
    );
    expect(checklist.outcome).toMatchObject({ facts: { countableMinutes: 21 } });
    expect(checklist.items).toContainEqual({ item: 'startAndStop', state: 'documented', blocks: false });
  });
});
