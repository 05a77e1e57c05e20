import { PracticesService } from '../../src/modules/practices/practices.service.js';
import { staffContent } from '../../src/modules/practices/staff/staff-member.input.js';
import { bloodPressure, startReadingPractice, type ReadingPractice } from '../support/reading-practice.js';
import { storedCollection } from '../support/stored-collection.js';
import { say } from './support/fault-seed.js';

const TOGETHER = 64;

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

interface ReadingAnswer {
  readonly status: string;
  readonly id: string;
}

describe(`${TOGETHER} callers at once with the same key`, () => {
  let practice: ReadingPractice;
  let token: string;

  beforeAll(async () => {
    practice = await startReadingPractice();
    const staff = staffContent.parse({ name: 'Staff S1', role: 'clinical_staff' });
    await practice.app.get(PracticesService).putStaff(practice.principal, { id: 'S1', ...staff });
    token = await practice.issueToken(
      ['readings:write', 'time:write', 'time:read', 'records:write', 'records:read'],
      practice.principal.practiceId,
      { staffId: 'S1' },
    );
  });
  afterAll(() => practice.close());

  const stored = (collection: string, filter: object): Promise<number> =>
    storedCollection(practice.app, collection).countDocuments(filter);

  async function send(path: string, body: unknown, change: RequestInit = {}): Promise<Reply> {
    const answer = await fetch(`${practice.baseUrl}/v1/${path}`, {
      method: 'POST',
      ...change,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...change.headers },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as unknown };
  }

  const race = <T>(call: (index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: TOGETHER }, (_, index) => call(index)));

  it('takes one reading and answers the others duplicate or conflict, alone and in batches', async () => {
    const figures = { races: 100, accepted: 0, duplicates: 0, conflicts: 0, stored: 0 };
    for (let number = 0; number < figures.races; number += 1) {
      const externalId = `race-${number}`;
      const bodies = [
        bloodPressure({ externalId }),
        bloodPressure({
          externalId,
          takenAt: '2026-02-21T12:00:00-06:00',
          receivedAt: '2026-02-21T18:01:00Z',
        }),
      ];
      const answers = await race(async (index) => {
        const version = index % 4 === 3 ? 1 : 0;
        const body = bodies[version];
        const beside = { externalId: `${externalId}-beside-${index}` };
        const answered =
          index % 8 === 5
            ? await send('readings', [bloodPressure(beside), body])
            : await send('readings', body);
        const answer = (Array.isArray(answered.body) ? answered.body[1] : answered.body) as ReadingAnswer;
        // A refusal is a problem body, whose status is a number.
        return { version, said: answered.status === 409 ? 'conflict' : answer.status };
      });
      const winners = answers.filter(({ said }) => said === 'accepted');
      expect(winners).toHaveLength(1);
      for (const { version, said } of answers.filter((each) => each !== winners[0]))
        expect(said).toBe(version === winners[0]?.version ? 'duplicate' : 'conflict');
      figures.accepted += winners.length;
      figures.duplicates += answers.filter(({ said }) => said === 'duplicate').length;
      figures.conflicts += answers.filter(({ said }) => said === 'conflict').length;
      figures.stored += await stored('readings', { key: `x:${externalId}` });
    }
    say(`same key, readings: ${JSON.stringify(figures)}`);
    expect(figures).toMatchObject({ accepted: 100, stored: 100 });
  }, 120_000);

  it('takes one reading by its content if the sender gives no id', async () => {
    const races = 20;
    for (let number = 0; number < races; number += 1) {
      const takenAt = `2026-02-19T12:${String(number).padStart(2, '0')}:00-06:00`;
      // The same instant and unit, written differently.
      const spellings = [takenAt, takenAt.replace('T12', 'T18').replace('-06:00', 'Z')];
      const answers = await race((index) =>
        send('readings', bloodPressure({ externalId: null, takenAt: spellings[index % 2] })),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(TOGETHER - 1);
      expect(await stored('readings', { takenAt: new Date(takenAt) })).toBe(1);
    }
    say(`same content, readings: ${JSON.stringify({ races })}`);
  }, 120_000);

  it('takes one time entry', async () => {
    const races = 25;
    let kept = 0;
    for (let number = 0; number < races; number += 1) {
      const entry = {
        externalId: `entry-${number}`,
        patientId: 'P1',
        staffId: 'S1',
        program: 'RPM',
        start: `2026-02-0${1 + (number % 9)}T1${Math.floor(number / 9)}:00:00Z`,
        end: `2026-02-0${1 + (number % 9)}T1${Math.floor(number / 9)}:05:00Z`,
        interactive: false,
        mode: 'data_review',
        reason: 'entered after the fact',
      };
      const answers = await race(() => send('time-entries', entry));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(TOGETHER - 1);
      kept += await stored('timeEntries', { start: new Date(entry.start) });
    }
    say(`same key, time entries: ${JSON.stringify({ races, kept })}`);
    expect(kept).toBe(races);
  }, 120_000);

  it('starts one timer for a person and creates one entry from it', async () => {
    const races = 20;
    for (let number = 0; number < races; number += 1) {
      const answers = await race(() => send('timers', { patientId: 'P1', program: 'RPM' }));
      const started = answers.filter(({ status }) => status === 201);
      expect(started).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(TOGETHER - 1);
      expect(await stored('timers', { state: 'running' })).toBe(1);
      const { id } = started[0]?.body as { id: string };
      practice.clock.advanceSeconds(60);
      const stops = await race(() => send(`timers/${id}/stop`, {}));
      expect(stops.every(({ status }) => status < 500)).toBe(true);
      expect(await stored('timers', { state: 'running' })).toBe(0);
      expect(await stored('timeEntries', { source: 'timer' })).toBe(number + 1);
    }
    say(`same key, timers: ${JSON.stringify({ races })}`);
  }, 120_000);

  it('creates one record if every caller asks for a new one', async () => {
    const races = 20;
    const content = { zones: [{ zone: 'America/Chicago', from: null }], coverage: [] };
    for (let number = 0; number < races; number += 1) {
      const change = { method: 'PUT', headers: { 'if-none-match': '*' } };
      const answers = await race(() => send(`patients/RACE-${number}`, content, change));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 412)).toHaveLength(TOGETHER - 1);
    }
    say(`same key, new patients: ${JSON.stringify({ races })}`);
    // A period is the character after the hyphen, so this counts every id that begins with RACE-.
    expect(await stored('patients', { id: { $gte: 'RACE-', $lt: 'RACE.' } })).toBe(races);
  }, 120_000);
});
