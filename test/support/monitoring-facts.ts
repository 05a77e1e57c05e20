import type { EnrollmentFacts } from '../../src/domain/facts/enrollment.js';
import type { MonitoringFacts } from '../../src/domain/facts/monitoring-facts.js';
import { DEFAULT_POLICY } from '../../src/domain/facts/policy.js';
import type { DeviceAssignment, ReadingFacts } from '../../src/domain/facts/readings/device.js';
import type { TimeEntryFacts } from '../../src/domain/facts/time-entry.js';
import { parseInstant, type Instant } from '../../src/domain/time/instant.js';
import { addDays, localDate, type LocalDate } from '../../src/domain/time/local-date.js';
import { startOfDay } from '../../src/domain/time/zone.js';

const ZONE = 'America/New_York';

export function at(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === null) throw new Error(`not an instant: ${text}`);
  return parsed;
}

/** An enrollment in RPM with consent, order and set-up on its start date. */
export function enrollmentFacts(rest: Partial<EnrollmentFacts> = {}): EnrollmentFacts {
  const startDate = rest.startDate ?? localDate('2026-01-01');
  return {
    id: 'E1',
    program: 'RPM',
    practiceId: 'PR',
    billingPractitionerId: 'NPI-A',
    startDate,
    endDate: null,
    endReason: null,
    consentDate: startDate,
    consentWithdrawnOn: null,
    orderDate: startDate,
    diagnoses: ['I10'],
    alsoEnrolledIn: [],
    facilityType: null,
    globalPeriod: null,
    planOfCare: false,
    therapyDiscipline: null,
    otherOrderingPractitioners: [],
    episodeNumber: 1,
    priorEpisodeEnd: null,
    pinnedWindowStart: null,
    ...rest,
  };
}

export function cuff(rest: Partial<DeviceAssignment> = {}): DeviceAssignment {
  return {
    deviceId: 'D1',
    type: 'bp_cuff',
    parameter: 'blood_pressure',
    fdaDefinedDevice: true,
    autoUpload: true,
    validatedForAccuracy: true,
    assignedFrom: localDate('2026-01-01'),
    assignedTo: null,
    setupEducationDate: localDate('2026-01-01'),
    orderedBy: null,
    ...rest,
  };
}

/** A reading at noon of a day, in the test zone. */
export function reading(day: LocalDate, rest: Partial<ReadingFacts> = {}): ReadingFacts {
  return {
    id: `R-${rest.deviceId ?? 'D1'}-${day}`,
    deviceId: 'D1',
    origin: 'device_auto',
    serviceDay: day,
    takenAt: (startOfDay(day, ZONE) + 12 * 3_600_000) as Instant,
    setAside: null,
    ...rest,
  };
}

export function days(first: string, count: number): LocalDate[] {
  return Array.from({ length: count }, (_, index) => addDays(localDate(first), index));
}

export function entry(start: string, minutes: number, rest: Partial<TimeEntryFacts> = {}): TimeEntryFacts {
  const begin = at(start);
  return {
    id: `T-${start}`,
    patientId: 'P1',
    staffId: 'S1',
    role: 'clinical_staff',
    program: 'RPM',
    start: begin,
    end: (begin + minutes * 60_000) as Instant,
    interactive: true,
    mode: 'phone',
    loggedAt: null,
    insideEncounter: null,
    isVisit: false,
    ...rest,
  };
}

export function monitoringFacts(rest: Partial<MonitoringFacts> = {}): MonitoringFacts {
  return {
    practiceId: 'PR',
    patient: {
      id: 'P1',
      zones: [{ zone: ZONE, from: null }],
      establishedPatient: true,
      rpmStartedDuringPhe: null,
      deathDate: null,
      inpatientStays: [],
    },
    coverage: [
      {
        from: null,
        to: null,
        priorAuthNumber: null,
        profile: {
          payerId: 'medicare',
          name: 'Medicare',
          type: 'medicare_ffs',
          mac: null,
          acceptedCodes: null,
          coveredDiagnosisGroups: null,
          priorAuthRequired: false,
          limits: {},
        },
      },
    ],
    enrollments: [enrollmentFacts()],
    assignments: [cuff()],
    readings: [],
    timeEntries: [],
    priorClaims: [],
    tcm: [],
    apcm: [],
    smbpReports: [],
    policy: DEFAULT_POLICY,
    payment: { locality: null, placeOfService: '11', qualifyingApm: false, loaded: null },
    ...rest,
  };
}
