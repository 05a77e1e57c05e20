import type { LocalDate } from '../../time/local-date.js';
import { inForce, valueOn, type Dated } from '../dated.js';
import type { SourceId } from '../sources.js';

/** The COVID-19 emergency for remote monitoring, both days included. */
export const PHE = { from: '2020-03-01', to: '2023-05-11', source: 'S16' } as const;

/** Must an RPM patient be established (rule R3)? Waived during the emergency, required again after it. */
const ESTABLISHED_PATIENT: readonly Dated<boolean>[] = [
  { from: '2018-01-01', value: true, source: 'S1' },
  { from: PHE.from, value: false, source: 'S16' },
  { from: '2023-05-12', value: true, source: 'S4' },
];
/** Types of payers that require it. */
const ESTABLISHED_PAYERS: readonly string[] = ['medicare_ffs', 'medicare_advantage'];

export function asksForEstablishedPatient(payerType: string, dateOfService: LocalDate): boolean {
  return (
    ESTABLISHED_PAYERS.includes(payerType) &&
    valueOn(ESTABLISHED_PATIENT, dateOfService, 'established patient')
  );
}

/** How an FQHC or RHC reports monitoring to Medicare (rule G0511). `choice`: the practice's setting decides. */
type FacilityRule = 'none' | 'g0511' | 'choice' | 'individual';
const FACILITY_RULE: readonly Dated<FacilityRule>[] = [
  { from: '2018-01-01', value: 'none', source: 'S17' },
  { from: '2024-01-01', value: 'g0511', source: 'S17' },
  { from: '2025-01-01', value: 'choice', source: 'S17' },
  { from: '2025-10-01', value: 'individual', source: 'S17' },
];
/** Types of payers whose health centers follow these rules (rule G0511). */
const FACILITY_PAYERS: readonly string[] = ['medicare_ffs', 'medicare_advantage'];

export function hasFacilityRule(payerType: string): boolean {
  return FACILITY_PAYERS.includes(payerType);
}

/** Facilities that report the general code while it is in force (rule G0511, source S17). */
const HEALTH_CENTERS: readonly (string | null)[] = ['FQHC', 'RHC'];

export function isHealthCenter(facilityType: string | null): boolean {
  return HEALTH_CENTERS.includes(facilityType);
}

/** Does a home health agency report the monitoring, on its own code (rule G0322, source S20)? */
export function isHomeHealth(facilityType: string | null, payerType: string): boolean {
  return facilityType === 'HHA' || payerType === 'medicare_home_health';
}

export const FACILITY_CODE = 'G0511';
export const HOME_HEALTH_CODE = 'G0322';

export function facilityRule(dateOfService: LocalDate): FacilityRule {
  // Before the first row, no monitoring code exists at all.
  return inForce(FACILITY_RULE, dateOfService)?.value ?? 'none';
}

/** Groups of ICD-10 prefixes that a payer's policy may name, without dots (docs/rules/payers.md). */
const DIAGNOSIS_GROUPS: Readonly<Record<string, readonly string[]>> = {
  heart_failure: ['I50', 'I0981', 'I110', 'I130', 'I132'],
  hypertensive_disorder_of_pregnancy: ['O10', 'O11', 'O12', 'O13', 'O14', 'O15', 'O16'],
  hypertension: ['I10', 'I11', 'I12', 'I13', 'I14', 'I15', 'I16'],
};

/** Is any diagnosis in one of the groups? A name that is not a group is read as an ICD-10 prefix. */
export function inDiagnosisGroups(diagnoses: readonly string[], groups: readonly string[]): boolean {
  const prefixes = groups.flatMap(
    (group) => DIAGNOSIS_GROUPS[group] ?? [group.replaceAll('.', '').toUpperCase()],
  );
  return diagnoses.some((diagnosis) => {
    const plain = diagnosis.replaceAll('.', '').toUpperCase();
    return prefixes.some((prefix) => plain.startsWith(prefix));
  });
}

/** Modifier on every RTM line of a therapist, by discipline (source S18). */
export const THERAPY_MODIFIERS: Readonly<Record<'PT' | 'OT' | 'SLP', string>> = {
  PT: 'GP',
  OT: 'GO',
  SLP: 'GN',
};

/** More specific codes for the same data (rule R10), and the device types that produce that data. */
interface MoreSpecific {
  readonly codes: RegExp;
  readonly deviceTypes: readonly string[];
  readonly source: SourceId;
}

export const MORE_SPECIFIC: readonly MoreSpecific[] = [
  { codes: /^9525[01]$|^95249$/, deviceTypes: ['cgm'], source: 'S7' },
  {
    codes: /^932\d\d$/,
    deviceTypes: ['ecg', 'ecg_patch', 'holter', 'event_monitor', 'cardiac_monitor', 'loop_recorder'],
    source: 'S7',
  },
];

/** Transitional care (rule TCM): days from discharge to the visit, and business days to the first contact (source S15). */
export const TCM_VISIT_DAYS: Readonly<Record<string, number>> = { '99495': 14, '99496': 7 };
export const TCM_CONTACT_BUSINESS_DAYS = 2;
