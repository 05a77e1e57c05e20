import { readFileSync } from 'node:fs';
import { payerToCoverage } from '../../src/cli/exchange/practice/payer-to-coverage.js';
import { practiceFile, type PracticePatient } from '../../src/cli/exchange/practice/practice-file.js';
import {
  toAssignment,
  toEnrollmentFacts,
  toPatientFacts,
  toPriorClaim,
} from '../../src/cli/exchange/practice/record-facts.js';
import { generateSamplePractice } from '../../src/cli/sample/generate-sample-practice.js';
import { assessPatient } from '../../src/domain/assess/assess-patient.js';
import { earned } from '../../src/domain/assess/monitoring/findings.js';
import { withoutEncounters } from '../../src/domain/assess/patient-case.js';
import type { MonitoringFacts } from '../../src/domain/facts/monitoring-facts.js';
import { DEFAULT_POLICY } from '../../src/domain/facts/policy.js';
import type { ReadingFacts } from '../../src/domain/facts/readings/device.js';
import type { TimeEntryFacts } from '../../src/domain/facts/time-entry.js';
import { formatInstant, parseInstant, type Instant } from '../../src/domain/time/instant.js';
import { localDate } from '../../src/domain/time/local-date.js';
import { localDateAt } from '../../src/domain/time/zone.js';
import { recount } from '../support/oracle.js';

interface Line {
  readonly externalId?: string;
  readonly [field: string]: unknown;
}
interface Files {
  readonly practice: unknown;
  readonly readings: readonly string[];
  readonly time: readonly string[];
  readonly asOf: string;
}

/** The first delivery of each id or content, without the lines that the oracle rejects. */
function kept(
  lines: readonly string[],
  rejected: ReadonlySet<number>,
  content: (line: Line) => string,
): Line[] {
  const found = new Map<string, Line>();
  lines.forEach((text, index) => {
    if (rejected.has(index + 1)) return;
    const line = JSON.parse(text) as Line;
    const key = line.externalId ?? content(line);
    if (!found.has(key)) found.set(key, line);
  });
  return [...found.values()];
}

const at = (text: unknown): Instant => parseInstant(String(text)) as Instant;

/** What the core decides from the files alone, without any storage. */
function decide(files: Files) {
  const oracle = recount({ ...files, practice: files.practice as never });
  const bad = (file: string) =>
    new Set(oracle.rejected.filter((row) => row.file === file).map((row) => row.line));
  const readings = kept(files.readings, bad('readings.ndjson'), ({ receivedAt: _, takenAt, ...rest }) =>
    JSON.stringify({ ...rest, takenAt: at(takenAt) }),
  );
  const entries = kept(files.time, bad('time.ndjson'), (line) => JSON.stringify(line)).map(toEntry);
  const practice = practiceFile.parse(files.practice);
  const payers = new Map((practice.payers ?? []).map((payer) => [payer.id, payer]));
  const byDevice = new Map<string, Line[]>();
  for (const line of readings) {
    const list = byDevice.get(String(line['deviceId']));
    if (list) list.push(line);
    else byDevice.set(String(line['deviceId']), [line]);
  }
  const coverageOf = (row: PracticePatient) =>
    row.coverage
      ? row.coverage.flatMap((span) =>
          payerToCoverage(payers.get(span.payerId)!, () => span.payerId).map((one) => ({
            ...one,
            from: span.from ?? null,
            to: span.to ?? null,
            priorAuthNumber: span.priorAuthNumber ?? null,
          })),
        )
      : row.payer
        ? payerToCoverage(row.payer, (payer) => JSON.stringify(payer))
        : [];
  const charges = practice.patients.flatMap((row) => {
    const patient = toPatientFacts(row.patient);
    const zone = row.patient.timezone;
    const staff = new Set(
      entries.filter((entry) => entry.patientId === patient.id).map((entry) => entry.staffId),
    );
    const facts: MonitoringFacts = {
      practiceId: practice.practice.id,
      patient,
      coverage: coverageOf(row),
      enrollments: (row.enrollments ?? []).map((one, index) =>
        toEnrollmentFacts(one, { id: `E${index + 1}`, practiceId: practice.practice.id }),
      ),
      assignments: (row.devices ?? []).map(toAssignment),
      readings: (row.devices ?? []).flatMap((device) =>
        (byDevice.get(device.id) ?? []).map((line) => toReading(line, zone)),
      ),
      timeEntries: entries.filter((entry) => entry.patientId === patient.id || staff.has(entry.staffId)),
      priorClaims: (row.priorClaims ?? []).map(toPriorClaim),
      tcm: [],
      apcm: [],
      smbpReports: [],
      policy: DEFAULT_POLICY,
      payment: { locality: null, placeOfService: '11', qualifyingApm: false, loaded: null },
    };
    return assessPatient(withoutEncounters(facts), localDate(files.asOf))
      .sources.flatMap((source) => earned(source.findings))
      .map(({ code, units, modifiers, dateOfService }) => ({
        patientId: patient.id,
        code,
        units,
        modifiers,
        dateOfService,
      }));
  });
  return { charges: spell(charges), expected: spell(oracle.charges) };
}

function toReading(line: Line, zone: string): ReadingFacts {
  const takenAt = at(line['takenAt']);
  const values = line['values'] as { code: string; value: number }[];
  const implausible = values.some(({ code, value }) =>
    IMPLAUSIBLE.some((row) => row.code === code && (value < row.min || value > row.max)),
  );
  const notOne = line['origin'] === 'test' || line['kind'] === 'battery';
  return {
    id: line.externalId ?? JSON.stringify(line),
    deviceId: String(line['deviceId']),
    origin: line['origin'] as ReadingFacts['origin'],
    serviceDay: localDateAt(takenAt, zone),
    takenAt,
    setAside: notOne ? 'not_a_measurement' : implausible ? 'implausible' : null,
  };
}
const IMPLAUSIBLE = [{ code: '8480-6', min: 30, max: 350 }];

function toEntry(line: Line): TimeEntryFacts {
  return {
    id: line.externalId ?? JSON.stringify(line),
    patientId: String(line['patientId']),
    staffId: String(line['staffId']),
    role: line['role'] as TimeEntryFacts['role'],
    program: String(line['program']),
    start: at(line['start']),
    end: at(line['end']),
    interactive: line['interactive'] === true,
    mode: (line['mode'] ?? 'other') as TimeEntryFacts['mode'],
    loggedAt: line['loggedAt'] ? at(line['loggedAt']) : null,
    insideEncounter: (line['insideEncounter'] ?? null) as TimeEntryFacts['insideEncounter'],
    isVisit: false,
  };
}

function spell(
  charges: readonly {
    patientId: string;
    code: string;
    units: number;
    modifiers: readonly string[];
    dateOfService: string;
  }[],
) {
  return charges
    .map(
      (one) => `${one.patientId} ${one.dateOfService} ${one.code} x${one.units} ${one.modifiers.join(',')}`,
    )
    .sort();
}

describe('the core and an independent recount of the same files', () => {
  it('agree with the worked run', () => {
    const folder = `${import.meta.dirname}/data/run`;
    const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
    const lines = (name: string) => read(name).replace(/\n$/, '').split('\n');
    const { charges, expected } = decide({
      practice: JSON.parse(read('practice.json')),
      readings: lines('readings.ndjson'),
      time: lines('time.ndjson'),
      asOf: '2026-04-05',
    });
    expect(charges).toEqual(expected);
    expect(charges.length).toBe(56);
  });

  it.each([1, 2, 3, 4, 5])('agree on the sample practice of seed %i', (seed) => {
    const sample = generateSamplePractice({ patients: 60, seed });
    const { charges, expected } = decide({
      practice: sample.practice,
      readings: [...sample.readings],
      time: [...sample.time],
      asOf: formatInstant(at('2026-04-05T00:00:00Z')).slice(0, 10),
    });
    expect(charges).toEqual(expected);
    expect(charges.length).toBeGreaterThan(100);
  });
});
