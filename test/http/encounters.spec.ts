import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { assessTelehealthCase } from '../../src/cli/assess/telehealth-case.js';
import { Story } from '../scenarios/support/story.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { explainQuery, watchScans } from '../support/explain-query.js';
import { storedCollection } from '../support/stored-collection.js';

interface Problem {
  readonly errors: readonly { readonly path: string }[];
}

const CASES = join(import.meta.dirname, '..', 'cases', 'data', 'telehealth-cases.json');
const cases = JSON.parse(readFileSync(CASES, 'utf8')) as { id: string; input: Record<string, unknown> }[];
const one = cases.find(({ id }) => id === 'AV-07')?.input ?? {};
const draft = {
  patientId: 'P',
  clinicianId: 'DR',
  dateOfService: '2026-01-20',
  note: 'walks with a stick',
  participants: [{ role: 'caregiver', name: 'Example Neighbor' }],
  patientLocation: { setting: 'home', state: 'IL', address: '1 Example Street' },
  eligibilityCheck: { checkedOn: '2026-01-19', result: 'active', reference: 'REF-77431' },
  authorizations: [{ state: 'IL', type: 'license', number: 'LIC-99182' }],
  mdmWorksheet: { data: { externalNoteSources: ['letter of Dr Otherwise'] } },
};

describe('encounters over HTTP', () => {
  let product: TestApp;
  let story: Story;
  let scans: () => readonly unknown[];
  beforeAll(async () => {
    product = await startTestApp();
    const connection = product.app.get<Connection>(getConnectionToken());
    scans = process.env['MONGODB_URI'] ? () => [] : watchScans(connection);
    story = await Story.begin(product, '2026-01-20T18:00:00Z');
    await story.enroll('P', { from: '2026-01-03' });
  });
  afterAll(() => product.close());

  it('answers each worked case as the command does', async () => {
    for (const worked of cases) {
      const { ok, id, ...expected } = assessTelehealthCase(worked) as unknown as Record<string, unknown>;
      expect([ok, id]).toEqual([true, worked.id]);
      const { status, body } = await story.call('POST', 'encounters/assess', worked.input);
      expect([worked.id, status, body]).toEqual([worked.id, 200, expected]);
    }
  });

  it('names the path of everything that it cannot read', async () => {
    const wrong = {
      ...one,
      dateOfService: '2025-02-30',
      minutes: -1,
      mdm: 'extreme',
      sameDayServices: [{ minutes: 'ten' }],
      mdmWorksheet: { problems: { sneezing: 1 }, risk: 'some' },
    };
    const { status, body, text } = await story.call<Problem>('POST', 'encounters/assess', wrong);
    expect(status).toBe(400);
    expect(body.errors.map(({ path }) => path).sort()).toEqual([
      ...['dateOfService', 'mdm', 'mdmWorksheet.problems', 'mdmWorksheet.risk', 'minutes'],
      ...['sameDayServices[0].minutes', 'sameDayServices[0].type'],
    ]);
    expect(text).not.toContain('extreme');
    for (const body of [null, [], 'x', 1, {}])
      expect((await story.call('POST', 'encounters/assess', body)).status).toBe(400);
  });

  it.each(['nobody', 'medicare-advantage', 'medicaid', '__proto__', 'constructor', 'Medicare'])(
    'never takes the payer %s for Medicare',
    async (payer) => {
      const { status, body } = await story.call<{ codes: unknown[]; refused: string }>(
        'POST',
        'encounters/assess',
        { ...one, payer },
      );
      expect([status, body.codes]).toEqual([200, []]);
      expect(body.refused).toMatch(/^PAYER_PROFILE_MISSING: /);
    },
  );

  it.each(['1900-01-01', '1904-02-29', '1999-12-31', '2027-06-10', '2199-12-31'])(
    'answers on %s too',
    async (dateOfService) => {
      const history = { lastProfessionalService: { date: '1900-01-01' }, patientStatus: null };
      for (const change of [{}, history, { payer: 'medicare' }, { modality: 'online-digital' }]) {
        const body = { ...one, dateOfService, ...change };
        expect((await story.call('POST', 'encounters/assess', body)).status).toBe(200);
      }
    },
  );

  it('levels by the worksheet, and compares both bases and other circumstances side by side', async () => {
    const encounter = {
      ...one,
      mdm: 'high',
      mdmWorksheet: { problems: { 'stable-chronic': 2 }, risk: 'moderate' },
      minutes: 20,
    };
    const circumstances = [
      { payer: 'medicare', dateOfService: '2024-06-10' },
      { payer: 'medicare', dateOfService: '2025-06-10' },
      { payer: 'commercial-cpt2025', dateOfService: '2025-06-10' },
      { payer: 'nobody', dateOfService: '2025-06-10' },
    ];
    const { status, body } = await story.call<{
      bases: Record<string, { codes: { code: string }[] }>;
      circumstances: { answer: { codes: { code: string }[] } }[];
    }>('POST', 'encounters/compare', { encounter, circumstances });
    expect(status).toBe(200);
    const codeOf = (answer?: { codes: { code: string }[] }) => answer?.codes[0]?.code ?? null;
    expect([body.bases['byTime'], body.bases['byMdm'], body.bases['chosen']].map(codeOf)).toEqual([
      '98005',
      '98006',
      '98006',
    ]);
    expect(body.circumstances.map(({ answer }) => codeOf(answer))).toEqual(['99214', '99214', '98006', null]);
  });

  it('stores a draft once, edits it by version, and refuses one that does not exist', async () => {
    const post = (change: object = {}) =>
      story.call<{ version: number }>('POST', 'encounters', { id: 'V1', ...draft, ...change });
    expect((await post()).status).toBe(201);
    expect((await post()).status).toBe(200);
    expect((await post({ note: 'other' })).status).toBe(409);
    const put = (version: number, change: object) =>
      fetch(`${product.baseUrl}/v1/encounters/V1`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'if-match': `"${version}"`,
        },
        body: JSON.stringify({ ...draft, ...change }),
      });
    const token = await product.issueToken(['records:write'], story.practiceId);
    expect((await put(1, { minutes: 12 })).headers.get('etag')).toBe('"2"');
    expect((await put(1, { minutes: 13 })).status).toBe(412);
    const wrong = await story.call<Problem>('PUT', 'encounters/V9', {
      ...draft,
      patientId: 'X',
      clinicianId: 'Y',
      dateOfService: '2026-01-21',
      participants: [{ role: 'staff', staffId: 'Z' }],
      segments: [{ modality: 'audio-video', start: '2026-01-20T19:00:00Z', end: null }],
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors.map(({ path }) => path).sort()).toEqual([
      ...['clinicianId', 'participants[0].staffId', 'patientId', 'segments[0].start'],
    ]);
    const ahead = await story.call<Problem>('PUT', 'encounters/V9', {
      ...draft,
      dateOfService: '2026-01-21',
    });
    expect(ahead.body.errors).toEqual([{ path: 'dateOfService', message: 'must not be in the future' }]);
    for (const path of ['V9', 'V1~1', 'V1~1/checklist'])
      expect((await story.call('GET', `encounters/${path}`)).status).toBe(404);
    expect((await story.call('PUT', 'encounters/V1~1', draft)).status).toBe(404);
    expect((await story.call('POST', 'encounters/V1/amend', { reason: 'x' })).status).toBe(409);
  });

  it('the checklist of a draft names what is missing, with its payer and its outcome', async () => {
    const { body } = await story.call<{
      complete: boolean;
      items: { item: string; state: string; blocks: boolean }[];
      outcome: { refusals: { word: string }[] };
    }>('GET', 'encounters/V1/checklist');
    const missing = body.items.filter(({ state, blocks }) => state === 'missing' && blocks);
    expect(body.complete).toBe(false);
    expect(missing.map(({ item }) => item)).toEqual([
      ...['modality', 'technology', 'consent', 'medicalNecessity', 'eligibilityCheck', 'patientStatus'],
    ]);
    expect(body.items).toContainEqual({ item: 'clinicianNpi', state: 'documented', blocks: false });
    expect(body.items).toContainEqual({ item: 'clinicianLocation', state: 'missing', blocks: false });
    expect(body.outcome.refusals.map(({ word }) => word)).toContain('MISSING_CONSENT');
  });

  it('keeps free text and names encrypted, and out of logs and the audit', async () => {
    const stored = JSON.stringify(await storedCollection(product.app, 'encounters').find({}).toArray());
    const audit = await story.call('GET', 'audit?limit=1000');
    for (const text of [
      ...['walks with', 'Neighbor', 'Example Street'],
      ...['REF-77431', 'LIC-99182', 'Otherwise'],
    ]) {
      expect(stored).not.toContain(text);
      expect(audit.text).not.toContain(text);
      expect(product.logLines.join('')).not.toContain(text);
    }
    expect(await story.get('encounters/V1')).toMatchObject({
      note: 'walks with a stick',
      participants: [{ name: 'Example Neighbor' }],
      patientLocation: { address: '1 Example Street' },
      eligibilityCheck: { reference: 'REF-77431' },
      authorizations: [{ number: 'LIC-99182' }],
      mdmWorksheet: { data: { externalNoteSources: ['letter of Dr Otherwise'] } },
    });
    expect(audit.text).toContain('encounters.put');
  });

  it('accepts only listed words in fields that are stored unencrypted', async () => {
    const text = 'at the house of Example Neighbor';
    const words = {
      patientLocation: { setting: text },
      clinicianLocation: { setting: text },
      audioOnlyReason: text,
      communicationPurpose: text,
      initiatedBy: text,
      serviceIntent: text,
      role: text,
      requestedCode: text,
      requestedPos: text,
      sameDayServices: [{ type: text }],
      sameMonthServices: [text],
      visitWithinWindow: { modality: text },
    };
    const { status, body } = await story.call<Problem>('PUT', 'encounters/W1', { ...draft, ...words });
    expect(status).toBe(400);
    expect(new Set(body.errors.map(({ path }) => path.split(/[.[]/)[0]))).toEqual(
      new Set(Object.keys(words)),
    );
  });

  it('lists page by page, for one patient, one clinician and some days', async () => {
    for (let n = 1; n <= 5; n++)
      await story.put(`encounters/L${n}`, { ...draft, dateOfService: `2026-01-1${n}` });
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const page: { items: { id: string }[]; next: string | null } = await story.get(
        `encounters?patientId=P&limit=2&to=2026-01-19${next === null ? '' : `&cursor=${next}`}`,
      );
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    } while (next !== null);
    expect(seen).toEqual(['L1', 'L2', 'L3', 'L4', 'L5']);
    const ids = async (query: string) =>
      (await story.get<{ items: { id: string }[] }>(`encounters?${query}`)).items.map(({ id }) => id);
    expect(await ids('clinicianId=DR&from=2026-01-14&to=2026-01-15')).toEqual(['L4', 'L5']);
    expect(await ids('status=finalized')).toEqual([]);
    expect((await story.call('GET', 'encounters?cursor=nonsense')).status).toBe(400);
  });

  it('keeps practices and clinicians apart', async () => {
    const other = await product.issueToken(['records:read', 'records:write'], 'elsewhere');
    for (const [method, path] of [
      ['GET', 'encounters/V1'],
      ['GET', 'encounters/V1/checklist'],
      ['POST', 'encounters/V1/finalize'],
    ] as const)
      expect((await story.call(method, path, method === 'POST' ? {} : undefined, other)).status).toBe(404);
    const colleague = await product.issueToken(['records:write'], story.practiceId, { staffId: 'N1' });
    expect((await story.call('POST', 'encounters/V1/finalize', {}, colleague)).status).toBe(403);
    const reader = await product.issueToken(['records:read'], story.practiceId);
    expect((await story.call('PUT', 'encounters/V1', draft, reader)).status).toBe(403);
    expect((await story.call('POST', 'encounters/assess', one, reader)).status).toBe(200);
  });

  it('twenty simultaneous signatures sign once', async () => {
    await story.put('encounters/S1', {
      ...draft,
      modality: 'audio-video',
      minutes: 20,
      providerType: 'physician-qhp',
      patientStatus: 'established',
      platform: { name: 'ExampleVideo' },
      consent: { status: 'given', date: '2026-01-03', method: 'verbal' },
      medicalNecessity: 'yes',
      eligibilityCheck: { checkedOn: '2026-01-20', result: 'active' },
      authorizations: [{ state: 'IL', type: 'license' }],
    });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => story.call('POST', 'encounters/S1/finalize')),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    const amended = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        story.call('POST', 'encounters/S1/amend', { reason: `reason ${n}` }),
      ),
    );
    expect(amended.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    await story.tick();
    expect(await story.lines('P')).toEqual(['2026-01-20 99213 x1 original proposed']);
  });

  it('ten callers who discard one draft at once all succeed, and the audit log has no refusal', async () => {
    await story.put('encounters/D1', draft);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => story.call('DELETE', 'encounters/D1')),
    );
    const done = answers.filter(({ status }) => status === 204).length;
    const { items } = await story.get<{ items: readonly { readonly action: string }[] }>('audit?limit=1000');
    expect(items.filter(({ action }) => action === 'encounters.discard')).toHaveLength(done);
    expect((await story.call('DELETE', 'encounters/D1')).status).toBe(404);
  });

  it('sends the store only queries that an index answers', () => {
    expect(scans()).toEqual([]);
    if (process.env['MONGODB_URI']) return;
    const drafts = explainQuery(product.app.get<Connection>(getConnectionToken()), 'encounters', {
      filter: { practiceId: story.practiceId, status: 'draft' },
      sort: { dateOfService: 1, id: 1 },
    });
    expect(drafts).toEqual({
      index: 'practiceId_1_status_1_dateOfService_1_id_1',
      isOrdered: true,
      isFiltered: false,
    });
  });
});
