import { jobPrincipal, type Principal, type Scope } from '../../src/modules/caller/principal.js';
import { PatientsService } from '../../src/modules/patients/patients.service.js';
import { patientContent } from '../../src/modules/patients/record/patient.input.js';
import { practiceContent } from '../../src/modules/practices/practice.input.js';
import { PracticesService } from '../../src/modules/practices/practices.service.js';
import { staffContent } from '../../src/modules/practices/staff/staff-member.input.js';
import { CloseQueueService } from '../../src/modules/restatement/close-queue.service.js';
import { TimeTrackingModule } from '../../src/modules/time-tracking/time-tracking.module.js';
import { startTestApp, type TestApp } from './app.js';

const PRACTICE_ID = 'north';

export interface Answered<T> {
  readonly status: number;
  readonly type: string;
  readonly body: T;
}

export interface TimePractice {
  readonly product: TestApp;
  readonly job: Principal;
  readonly closeQueue: CloseQueueService;
  staffToken(staffId: string, scopes?: readonly Scope[]): Promise<string>;
  call<T>(token: string, method: string, path: string, body?: unknown): Promise<Answered<T>>;
}

/** A practice with patients P1 to P4 (P3 in Honolulu, the others in Chicago) and staff S1 to S3 (S2 is a clinician). */
export async function startTimePractice(now: string): Promise<TimePractice> {
  const product = await startTestApp({ now, imports: [TimeTrackingModule] });
  const job = jobPrincipal(PRACTICE_ID);
  const practices = product.app.get(PracticesService);
  const zone = 'America/Chicago';
  await practices.putPractice(job, { id: PRACTICE_ID, ...practiceContent.parse({ name: 'North', zone }) });
  for (const id of ['S1', 'S2', 'S3']) {
    const role = id === 'S2' ? 'qhp' : 'clinical_staff';
    await practices.putStaff(job, { id, ...staffContent.parse({ name: `Staff ${id}`, role }) });
  }
  for (const id of ['P1', 'P2', 'P3', 'P4']) {
    const zones = [{ zone: id === 'P3' ? 'Pacific/Honolulu' : zone, from: null }];
    await product.app.get(PatientsService).put(job, { id, ...patientContent.parse({ zones, coverage: [] }) });
  }
  return {
    product,
    job,
    closeQueue: product.app.get(CloseQueueService),
    staffToken: (staffId, scopes = ['time:read', 'time:write']) =>
      product.issueToken(scopes, PRACTICE_ID, { staffId }),
    async call<T>(token: string, method: string, path: string, body?: unknown) {
      const answer = await fetch(`${product.baseUrl}/v1/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const type = answer.headers.get('content-type') ?? '';
      return { status: answer.status, type, body: (text === '' ? null : JSON.parse(text)) as T };
    },
  };
}
