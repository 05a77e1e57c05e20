import { addDays, ofEpochDay, type LocalDate } from '../../domain/time/local-date.js';
import type {
  SampleDevice,
  SampleEnrollment,
  SamplePatientRecord,
  SamplePayer,
  SampleStaff,
} from './sample-files.js';
import { PATIENTS_A_ROUND, storyOf, type SampleStory } from './sample-stories.js';
import { SeededRandom } from './seeded-random.js';

export const SAMPLE_PRACTICE_ID = 'PR-SAMPLE';
export const SAMPLE_ZONE = 'America/Chicago';

export const SAMPLE_PAYERS = [
  { id: 'PAYER-MEDICARE', name: 'Sample Medicare', type: 'medicare_ffs', payerCode: 'SMP01' },
  { id: 'PAYER-ADVANTAGE', name: 'Sample Advantage Plan', type: 'medicare_advantage', payerCode: 'SMP02' },
  {
    id: 'PAYER-OLD-LIST',
    name: 'Sample Plan on an old code list',
    type: 'commercial',
    payerCode: 'SMP03',
    acceptedCodes: ['99453', '99454', '99457', '99458', '99091', '99490', '99439'],
  },
] as const satisfies readonly SamplePayer[];

const MAIN_ZONES = ['America/New_York', SAMPLE_ZONE, 'America/Denver'] as const;
const EDGE_ZONES = ['Pacific/Honolulu', 'America/Phoenix', 'America/Puerto_Rico'] as const;
const PATIENTS_A_NURSE = 8;

/** Six kinds of device, each with the parameter it measures. */
const DEVICE_KINDS = [
  ['bp_cuff', 'blood_pressure'],
  ['scale', 'weight'],
  ['oximeter', 'spo2'],
  ['glucometer', 'glucose'],
  ['thermometer', 'temperature'],
  ['spirometer', 'peak_flow'],
] as const;

/** A patient, with what the readings and minutes are generated from. */
export interface SamplePatient {
  readonly index: number;
  readonly story: SampleStory;
  readonly record: SamplePatientRecord;
  /** The day the devices arrived and monitoring was meant to start. */
  readonly startDay: LocalDate;
  readonly clinicianId: string;
  readonly nurseIds: readonly [string, string];
}

export interface SampleSpan {
  readonly seed: number;
  /** First and last day of readings and minutes. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** How many readings and time entries replace each ordinary one; 1 for an ordinary practice. */
  readonly density: number;
}

export function sampleStaff(patients: number): SampleStaff[] {
  const clinicians = Math.ceil(patients / PATIENTS_A_ROUND);
  const nurses = nurseCount(patients);
  const staff: SampleStaff[] = [];
  for (let n = 1; n <= clinicians; n += 1)
    staff.push({ id: `MD-${n}`, name: `Sample Clinician ${n}`, role: 'qhp', npi: sampleNpi(n) });
  for (let n = 1; n <= nurses; n += 1)
    staff.push({
      id: `RN-${n}`,
      name: `Sample Nurse ${n}`,
      role: 'clinical_staff',
      npi: sampleNpi(100_000 + n),
    });
  staff.push({ id: 'DESK-1', name: 'Sample Front Desk', role: 'non_clinical', npi: null });
  return staff;
}

/** An NPI with a valid check digit (Luhn over the prefix 80840) from the unused block that starts with 2. */
export function sampleNpi(n: number): string {
  const nine = `2${String(n).padStart(8, '0')}`;
  let sum = 24;
  for (let place = 0; place < 9; place += 1) {
    const digit = Number(nine[8 - place]);
    const doubled = place % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return `${nine}${(10 - (sum % 10)) % 10}`;
}

export function samplePatient(index: number, patients: number, span: SampleSpan): SamplePatient {
  const random = SeededRandom.ofPart(span.seed, index * 3);
  const story = storyOf(index);
  const startDay = addDays(span.from, startOffset(story, random));
  const clinicianId = `MD-${1 + Math.floor(index / PATIENTS_A_ROUND)}`;
  // Two neighbors share their nurses, as the shared-nurse story needs.
  const nurse = Math.floor(index / PATIENTS_A_NURSE);
  const nurses = nurseCount(patients);
  const number = String(index + 1).padStart(2, '0');
  const enrollment = enrollmentOf({ story, startDay, clinicianId });
  const payer = payerOf(index, story);
  const record: SamplePatientRecord = {
    patient: {
      id: `P${String(index + 1).padStart(5, '0')}`,
      mrn: `MRN-SAMPLE-${number}`,
      name: { family: 'Testpatient', given: `Sample-${number}` },
      birthDate: ofEpochDay(random.whole(-14_000, -2_000)),
      timezone: zoneOf(index, story),
      establishedPatient: story !== 'not_established',
      ...(enrollment.endReason === 'deceased' && enrollment.endDate ? { deathDate: enrollment.endDate } : {}),
      ...(story === 'hospital_stay'
        ? { inpatientStays: [{ admit: addDays(startDay, 35), discharge: addDays(startDay, 52) }] }
        : {}),
    },
    payer: { ...payer, memberId: `SAMPLE-MEMBER-${number}` },
    enrollments: [enrollment],
    devices: devicesOf(index, startDay, story),
    priorClaims:
      story === 'set_up_before'
        ? [{ code: '99453', dateOfService: addDays(span.from, -120), practiceId: SAMPLE_PRACTICE_ID }]
        : [],
  };
  const nurseIds = [`RN-${1 + (nurse % nurses)}`, `RN-${1 + ((nurse + 1) % nurses)}`] as const;
  return { index, story, record, startDay, clinicianId, nurseIds };
}

function nurseCount(patients: number): number {
  return Math.max(2, Math.ceil(patients / PATIENTS_A_NURSE));
}

function startOffset(story: SampleStory, random: SeededRandom): number {
  const usual = random.whole(0, 45);
  if (story === 'set_up_in_2026') return 100;
  if (story === 'takes_device_over') return 60;
  const early: readonly SampleStory[] = ['clock_change', 'exact_days', 'exact_minutes', 'gives_device_back'];
  if (early.includes(story)) return usual % 5;
  return story === 'plain' && random.chance(0.2) ? usual + 80 : usual;
}

function zoneOf(index: number, story: SampleStory): string {
  if (story === 'clock_change') return 'America/New_York';
  if (story === 'gives_device_back' || story === 'takes_device_over') return SAMPLE_ZONE;
  const zones = index % 10 >= 7 ? EDGE_ZONES : MAIN_ZONES;
  return zones[index % 3] ?? SAMPLE_ZONE;
}

function payerOf(index: number, story: SampleStory): SamplePayer {
  if (story === 'not_established' || story === 'exact_days' || story === 'exact_minutes')
    return SAMPLE_PAYERS[0];
  const place = index % 5;
  if (place === 3) return SAMPLE_PAYERS[1];
  return place === 4 ? SAMPLE_PAYERS[2] : SAMPLE_PAYERS[0];
}

interface EnrollmentPlan {
  readonly story: SampleStory;
  readonly startDay: LocalDate;
  readonly clinicianId: string;
}

function enrollmentOf({ story, startDay, clinicianId }: EnrollmentPlan): SampleEnrollment {
  const end = endOf(story, startDay);
  return {
    program: 'RPM',
    practiceId: SAMPLE_PRACTICE_ID,
    billingPractitionerId: clinicianId,
    consentDate: story === 'no_consent' ? null : addDays(startDay, story === 'late_consent' ? 12 : 0),
    orderDate: story === 'no_order' ? null : startDay,
    startDate: startDay,
    endDate: end?.day ?? null,
    endReason: end?.reason ?? null,
    diagnoses: story === 'chronic_care_too' ? ['I10', 'E11.9'] : ['I10'],
    ...(story === 'chronic_care_too' ? { alsoEnrolledIn: ['CCM'] } : {}),
  };
}

function endOf(
  story: SampleStory,
  startDay: LocalDate,
): { readonly day: LocalDate; readonly reason: 'patient_request' | 'deceased' } | null {
  switch (story) {
    case 'leaves':
      return { day: addDays(startDay, 82), reason: 'patient_request' };
    case 'leaves_early':
      return { day: addDays(startDay, 24), reason: 'patient_request' };
    case 'gives_device_back':
      return { day: addDays(startDay, 40), reason: 'patient_request' };
    case 'dies':
      return { day: addDays(startDay, 103), reason: 'deceased' };
    case 'dies_in_first_window':
      return { day: addDays(startDay, 21), reason: 'deceased' };
    default:
      return null;
  }
}

function devicesOf(index: number, startDay: LocalDate, story: SampleStory): SampleDevice[] {
  const id = `D${String(index + 1).padStart(5, '0')}`;
  const kind = (place: number): Pick<SampleDevice, 'type' | 'parameter'> => {
    const [type, parameter] = DEVICE_KINDS[place % DEVICE_KINDS.length] ?? DEVICE_KINDS[0];
    return { type, parameter };
  };
  const first: SampleDevice = {
    id: `${id}a`,
    ...kind(story === 'not_measurements' ? 0 : index),
    fdaDefinedDevice: true,
    autoUpload: story !== 'manual_device',
    assignedFrom: startDay,
    assignedTo: null,
    setupEducationDate: startDay,
  };
  const second: SampleDevice = {
    id: `${id}b`,
    ...kind(index + (story === 'two_devices' ? 1 : 0)),
    fdaDefinedDevice: true,
    autoUpload: true,
    assignedFrom: startDay,
    assignedTo: null,
  };
  switch (story) {
    case 'device_swap': {
      const swapDay = addDays(startDay, 27);
      return [
        { ...first, assignedTo: addDays(swapDay, -1) },
        { ...second, assignedFrom: swapDay, recordedOn: addDays(swapDay, 9) },
      ];
    }
    case 'two_devices':
      return [first, second];
    case 'returned_device':
      return [{ ...first, assignedTo: addDays(startDay, 70) }];
    case 'gives_device_back':
      return [{ ...first, ...kind(0), assignedTo: addDays(startDay, 40) }];
    case 'takes_device_over':
      // The previous patient's device, wiped and handed on.
      return [{ ...first, ...kind(0), id: `D${String(index).padStart(5, '0')}a` }];
    default:
      return [first];
  }
}
