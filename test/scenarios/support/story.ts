import type {
  ChargeView,
  NotBilledView,
  ParkedView,
} from '../../../src/domain/charges/explain/charge-view.js';
import type { Explanation } from '../../../src/domain/charges/explain/explain.js';
import { formatInstant } from '../../../src/domain/time/instant.js';
import { addDays, localDate } from '../../../src/domain/time/local-date.js';
import { instantOfWallTime } from '../../../src/domain/time/zone.js';
import type { CloseReport } from '../../../src/modules/billing/billing.options.js';
import { BillingService } from '../../../src/modules/billing/charges/billing.service.js';
import { jobPrincipal } from '../../../src/modules/caller/principal.js';
import type { TestApp } from '../../support/app.js';

export const CHICAGO = 'America/Chicago';
export const HONOLULU = 'Pacific/Honolulu';
const GATEWAY = 'gateway-1';

export interface Answered<T> {
  readonly status: number;
  readonly text: string;
  readonly body: T;
}
export interface Taken {
  readonly status: string;
  readonly id: string;
  readonly reason?: string;
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Enrolling {
  /** First day of consent, order, setup and assignment. */
  readonly from: string;
  readonly zone?: string;
  readonly patient?: object;
  readonly enrollment?: object;
  /** Null: no device. */
  readonly device?: object | null;
}

const BILLER = [
  ...(['readings:read', 'records:read', 'records:write', 'time:read', 'time:write'] as const),
  ...(['billing:read', 'billing:write', 'admin'] as const),
];
const CUFF = { type: 'bp_cuff', parameter: 'blood_pressure', fdaDefinedDevice: true, autoUpload: true };
export const MEDICARE = { name: 'Medicare', type: 'medicare_ffs', profiles: [{ from: '2018-01-01' }] };

let practices = 0;

/**
 * A separate practice in a running product, and everything that people and gateways do to it over HTTP. Patient
 * `P` has the enrollment `E-P` and the device `D-P`.
 */
export class Story {
  private sent = 0;

  private constructor(
    readonly product: TestApp,
    readonly practiceId: string,
    private readonly biller: string,
    private readonly gateway: string,
  ) {}

  /** A practice in Chicago with a Medicare payer, a clinician `DR` and the nurses `N1` and `N2`. */
  static async begin(product: TestApp, now: string, practice: object = {}): Promise<Story> {
    practices += 1;
    const id = `PR-${practices}`;
    product.clock.moveTo(now);
    const biller = await product.issueToken(BILLER, id, { principalId: 'biller' });
    const gateway = await product.issueToken(['readings:write'], id, { source: GATEWAY });
    const story = new Story(product, id, biller, gateway);
    await story.put('practice', { name: 'Lake', npi: '1234567893', zone: CHICAGO, ...practice });
    await story.put('payers/medicare', MEDICARE);
    await story.put('staff/DR', { name: 'Dr Example', role: 'qhp', npi: '1245319599' });
    for (const nurse of ['N1', 'N2'])
      await story.put(`staff/${nurse}`, { name: `Nurse ${nurse}`, role: 'clinical_staff' });
    return story;
  }

  // -------------------------------------------------------------- HTTP

  async call<T>(method: string, path: string, body?: unknown, token = this.biller): Promise<Answered<T>> {
    const answer = await fetch(`${this.product.baseUrl}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = /\bjson\b/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, text, body: (isJson ? JSON.parse(text) : null) as T };
  }

  get<T>(path: string): Promise<T> {
    return this.succeed<T>('GET', path);
  }

  post<T>(path: string, body: unknown = {}, token = this.biller): Promise<T> {
    return this.succeed<T>('POST', path, body, token);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.succeed<T>('PUT', path, body);
  }

  /** Reads a record, changes some fields and puts it back, as a screen would. */
  async correct(path: string, change: object): Promise<void> {
    await this.put(path, { ...(await this.get<object>(path)), ...change });
  }

  private async succeed<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
    const { status, text, body: answer } = await this.call<T>(method, path, body, token);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return answer;
  }

  // ----------------------------------------------------------- records

  async enroll(id: string, { from, zone = CHICAGO, patient, enrollment, device }: Enrolling): Promise<void> {
    await this.put(`patients/${id}`, {
      mrn: `M-${id}`,
      name: { family: `Example ${id}`, given: 'Pat' },
      zones: [{ zone }],
      establishedPatient: true,
      coverage: [{ payerId: 'medicare', memberId: `1EG4-${id}` }],
      ...patient,
    });
    await this.put(`enrollments/E-${id}`, {
      patientId: id,
      program: 'RPM',
      billingPractitionerId: 'DR',
      startDate: from,
      consent: { status: 'given', date: from, method: 'written', takenBy: 'N1' },
      order: { date: from, practitionerId: 'DR', deviceNamed: true },
      diagnoses: ['I10'],
      ...enrollment,
    });
    if (device === null) return;
    await this.device(`D-${id}`, device);
    await this.assign(`D-${id}`, { id: `A-${id}`, patientId: id, from, setUp: from });
  }

  async device(id: string, more: object = {}): Promise<void> {
    await this.put(`devices/${id}`, { ...CUFF, ...more });
  }

  async assign(
    deviceId: string,
    given: {
      readonly id: string;
      readonly patientId: string;
      readonly from: string;
      readonly setUp?: string;
    },
  ): Promise<void> {
    await this.post(`devices/${deviceId}/assignments`, {
      id: given.id,
      patientId: given.patientId,
      assignedFrom: given.from,
      assignedTo: null,
      ...(given.setUp !== undefined && { setupEducationDate: given.setUp }),
    });
  }

  // ---------------------------------------------------------- evidence

  /** Sends readings of a device at these instants through the gateway's route. Each gets a new sender id. */
  async send(deviceId: string, takenAt: readonly string[], more: object = {}): Promise<Taken[]> {
    const readings = takenAt.map((instant) => ({
      externalId: `R${(this.sent += 1)}`,
      deviceId,
      takenAt: instant,
      kind: 'blood_pressure',
      origin: 'device_auto',
      values: [{ code: '8480-6', value: 128, unit: 'mm[Hg]' }],
      ...more,
    }));
    return this.post<Taken[]>('readings', readings, this.gateway);
  }

  /** Like {@link send}, but throws unless every reading is accepted. @returns the ids of the stored readings */
  async take(deviceId: string, takenAt: readonly string[], more: object = {}): Promise<string[]> {
    const answers = await this.send(deviceId, takenAt, more);
    for (const answer of answers) if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer));
    return answers.map(({ id }) => id);
  }

  /** Imports lines of another system's log, as a biller does. */
  async work(
    patientId: string,
    start: string,
    minutes: number,
    more: { readonly staffId?: string; readonly [field: string]: unknown } = {},
  ): Promise<string> {
    const { staffId = 'N1' } = more;
    const [answer] = await this.post<Taken[]>('time-entries', [
      {
        externalId: `T${(this.sent += 1)}`,
        source: 'import',
        patientId,
        staffId,
        program: 'RPM',
        activity: 'call',
        start,
        end: new Date(Date.parse(start) + minutes * 60_000).toISOString(),
        interactive: true,
        mode: 'phone',
        reason: 'import',
        ...more,
      },
    ]);
    if (answer?.status !== 'accepted') throw new Error(JSON.stringify(answer));
    return answer.id;
  }

  // ----------------------------------------------------------- billing

  close(body: object = {}): Promise<CloseReport> {
    return this.post<CloseReport>('closing-runs', body);
  }

  /** Does at a moment what the schedule does each hour. */
  async tick(at?: string): Promise<void> {
    if (at !== undefined) this.product.clock.moveTo(at);
    await this.product.app.get(BillingService).tick();
  }

  async charges(query = ''): Promise<readonly ChargeView[]> {
    const { items, next } = await this.get<Page<ChargeView>>(`charges?limit=500${query}`);
    if (next !== null) throw new Error('a story holds fewer charges than a page');
    return items;
  }

  charge(id: string): Promise<ChargeView> {
    return this.get<ChargeView>(`charges/${id}`);
  }

  /** Every charge that was not withdrawn, one line each, by date of service. */
  async lines(patientId?: string): Promise<string[]> {
    const all = await this.charges(patientId === undefined ? '' : `&patientId=${patientId}`);
    return all.map(lineOf).sort();
  }

  async notBilled(patientId: string): Promise<string[]> {
    const { items } = await this.get<Page<NotBilledView>>(`not-billed?limit=500&patientId=${patientId}`);
    return items.map(({ servicePeriod, code, reason }) => `${servicePeriod.start} ${code} ${reason}`).sort();
  }

  async parked(): Promise<string[]> {
    const { items } = await this.get<Page<ParkedView>>('parked');
    return items.map(({ sourceId, reason }) => `${sourceId} ${reason}`).sort();
  }

  explain(chargeId: string): Promise<Explanation> {
    return this.get<Explanation>(`charges/${chargeId}/explain`);
  }

  decide(chargeId: string, action: string, body: object = {}): Promise<ChargeView> {
    return this.post<ChargeView>(`charges/${chargeId}/${action}`, body);
  }

  /** Approves charges and puts every approved one into the next export batch. */
  async exportAll(...chargeIds: string[]): Promise<void> {
    for (const id of chargeIds) await this.decide(id, 'approve');
    await this.post('export-batches');
  }

  /** The stored version of each source, which only a write changes. */
  async versions(): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    const sources = this.product.app.get(BillingService).sources(jobPrincipal(this.practiceId), {});
    for await (const { source, version } of sources) found[source.sourceId] = version;
    return found;
  }
}

export function lineOf({ dateOfService, code, units, kind, status }: ChargeView): string {
  return `${dateOfService} ${code} x${units} ${kind} ${status}`;
}

/** The instant of a wall time in a zone: `2026-01-03T23:40`. */
export function at(wall: string, zone = CHICAGO): string {
  const instant = instantOfWallTime(`${wall}:00`, zone);
  if (instant === null) throw new RangeError(`no such wall time: ${wall}`);
  return formatInstant(instant);
}

/** Consecutive days at the same wall time. */
export function daily(first: string, count: number, wall = '12:00', zone = CHICAGO): string[] {
  return Array.from({ length: count }, (_, n) => at(`${addDays(localDate(first), n)}T${wall}`, zone));
}
