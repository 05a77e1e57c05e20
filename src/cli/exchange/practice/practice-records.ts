import type { z } from 'zod';
import {
  newAssignment,
  type AssignmentInput,
} from '../../../modules/devices/assignments/assignment.input.js';
import { deviceContent, type DeviceInput } from '../../../modules/devices/device.input.js';
import { enrollmentContent, type EnrollmentInput } from '../../../modules/enrollments/enrollment.input.js';
import { patientContent, type PatientInput } from '../../../modules/patients/record/patient.input.js';
import { payerContent, type PayerInput } from '../../../modules/practices/payers/payer.input.js';
import { practiceContent, type PracticeInput } from '../../../modules/practices/practice.input.js';
import { staffContent, type StaffInput } from '../../../modules/practices/staff/staff-member.input.js';
import { pathErrors } from '../../../platform/errors/path-errors.js';
import type { PathError } from '../../../platform/errors/problem.js';
import { PayerDirectory } from './payer-directory.js';
import { practiceFile, type PracticeFile } from './practice-file.js';
import {
  assignmentRow,
  deviceRow,
  enrollmentRow,
  patientRow,
  practiceRow,
  practitionersOf,
  staffRow,
} from './record-rows.js';

/** The contents of a practice file, as the inputs of the services that keep the records. */
export interface PracticeRecords {
  readonly practice: PracticeInput;
  readonly staff: readonly StaffInput[];
  readonly payers: readonly PayerInput[];
  readonly patients: readonly PatientInput[];
  readonly devices: readonly DeviceInput[];
  readonly assignments: readonly AssignmentInput[];
  readonly enrollments: readonly EnrollmentInput[];
}

export type ParsedPractice =
  | { readonly ok: true; readonly records: PracticeRecords }
  | { readonly ok: false; readonly errors: readonly PathError[] };

/** Checks a whole practice file and names every fault by its path. Pure. */
export function parsePractice(raw: unknown): ParsedPractice {
  const parsed = practiceFile.safeParse(raw);
  if (!parsed.success) return { ok: false, errors: pathErrors(parsed.error.issues) };
  const build = new RecordsBuilder(parsed.data);
  return build.errors.length > 0 ? { ok: false, errors: build.errors } : { ok: true, records: build.records };
}

class RecordsBuilder {
  readonly errors: PathError[] = [];
  private readonly payerDirectory: PayerDirectory;
  private readonly devices = new Map<string, DeviceInput>();
  private readonly assignments: AssignmentInput[] = [];
  private readonly enrollments: EnrollmentInput[] = [];
  private readonly patients: PatientInput[] = [];
  readonly records: PracticeRecords;

  constructor(file: PracticeFile) {
    this.payerDirectory = new PayerDirectory(file.payers ?? []);
    file.patients.forEach((_, index) => this.addPatient(file, index));
    const practice = this.check('practice', practiceContent, practiceRow(file.practice));
    this.records = {
      practice: { ...practice, id: file.practice.id },
      staff: this.staffOf(file),
      payers: this.payerDirectory.records().map(({ id, ...content }) => ({
        ...this.check('payers', payerContent, content),
        id,
      })),
      patients: this.patients,
      devices: [...this.devices.values()],
      assignments: this.assignments,
      enrollments: this.enrollments,
    };
  }

  private addPatient(file: PracticeFile, index: number): void {
    const row = file.patients[index];
    if (!row) return;
    const at = `patients[${index}]`;
    const { id } = row.patient;
    this.patients.push({
      ...this.check(at, patientContent, patientRow(row, this.payerDirectory)),
      id,
    });
    (row.enrollments ?? []).forEach((one, n) => {
      const content = this.check(`${at}.enrollments[${n}]`, enrollmentContent, enrollmentRow(one, id));
      this.enrollments.push({ ...content, id: one.id ?? `${id}-E${n + 1}` });
    });
    (row.devices ?? []).forEach((one, n) => {
      const path = `${at}.devices[${n}]`;
      this.devices.set(one.id, { ...this.check(path, deviceContent, deviceRow(one)), id: one.id });
      const assignment = this.check(path, newAssignment, assignmentRow(one, id));
      this.assignments.push({ ...assignment, deviceId: one.id });
    });
  }

  /** Adds practitioners whom an enrollment names to the staff, even if the file does not list them. */
  private staffOf(file: PracticeFile): StaffInput[] {
    const listed = (file.staff ?? []).map((one, index) => ({
      ...this.check(`staff[${index}]`, staffContent, staffRow(one)),
      id: one.id,
    }));
    const known = new Set(listed.map(({ id }) => id));
    const named = practitionersOf(file).filter((id) => !known.has(id));
    return [
      ...listed,
      ...named.map((id) => ({ ...this.check('staff', staffContent, staffRow({ id, role: 'qhp' })), id })),
    ];
  }

  /** Checks a row with the schema of its record. What the schema refuses is an error of the file at `path`. */
  private check<T extends z.ZodType>(path: string, schema: T, row: unknown): z.output<T> {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    for (const error of pathErrors(parsed.error.issues))
      this.errors.push({ ...error, path: error.path === '' ? path : `${path}.${error.path}` });
    return {} as z.output<T>;
  }
}
