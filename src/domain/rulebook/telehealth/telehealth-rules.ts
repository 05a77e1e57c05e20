/** Rules of telehealth coding, T and the section of the telehealth rules; `rules.ts` makes them rules like all others. */
export interface TelehealthRule {
  readonly id: string;
  readonly page: 'telehealth-visits' | 'telehealth-messages' | 'telehealth-coverage';
  readonly title: string;
  /** Ids of `TELEHEALTH_SOURCES`, parted by `|`. */
  readonly sources: string;
  readonly authority: 'official' | 'secondary' | 'derived' | 'open';
}

const rule = (
  id: string,
  page: TelehealthRule['page'],
  rest: readonly [title: string, sources: string, authority: TelehealthRule['authority']],
): TelehealthRule => ({ id, page, title: rest[0], sources: rest[1], authority: rest[2] });

export const TELEHEALTH_RULES: readonly TelehealthRule[] = [
  rule('T1', 'telehealth-visits', ['Which codes exist on the date of service', 'RVU24|R26', 'official']),
  rule('T2', 'telehealth-visits', ['Levels by decision making or by time', 'JUCM|RHEUM25', 'secondary']),
  rule('T2.1', 'telehealth-visits', [
    'The higher of the level by MDM and by time',
    'JUCM|AAPC-RCI',
    'secondary',
  ]),
  rule('T2.3', 'telehealth-visits', ['Prolonged time, each full 15 minutes', 'NGS-PRO|RHEUM25', 'secondary']),
  rule('T5', 'telehealth-visits', [
    'One visit a day; intervals and conversions',
    'AAPC-RCI|RHEUM25',
    'secondary',
  ]),
  rule('T6.1', 'telehealth-messages', [
    'E-visits gather their minutes over seven days',
    'AAPC-CARDIO',
    'secondary',
  ]),
  rule('T6.2', 'telehealth-messages', ['The same by clinicians without E/M', 'RVU21|R26', 'official']),
  rule('T6.3', 'telehealth-messages', ['Images answered within 24 business hours', 'GENHEALTH', 'secondary']),
  rule('T6.4', 'telehealth-messages', [
    'Check-ins are no telehealth visits',
    'RHEUM25|GENHEALTH',
    'secondary',
  ]),
  rule('T6.5', 'telehealth-messages', ['Clinician to clinician about a patient', 'MGMA', 'secondary']),
  rule('T6.6', 'telehealth-messages', [
    'Health centres: one code to 2025',
    'CMS RHC|BAIRDHOLM|FP',
    'secondary',
  ]),
  rule('T7', 'telehealth-coverage', [
    'Where Medicare covers telehealth, by date',
    'CAA 2026 6209|CMS FAQ 2026-02-04',
    'official',
  ]),
  rule('T7.3', 'telehealth-coverage', ['Audio-only to Medicare', 'FCSO|AAFP25', 'secondary']),
  rule('T8', 'telehealth-coverage', ['Modifiers and place of service', 'NGS-95|AAFP25', 'secondary']),
  rule('T8.1', 'telehealth-coverage', ['Clinical staff under direct supervision', 'AMC', 'secondary']),
  rule('T8.3', 'telehealth-coverage', ['Medicare’s line by date and place', 'NGS-95|FCSO', 'secondary']),
  rule('T9', 'telehealth-coverage', [
    'The payer’s profile decides; no payer is presumed',
    'NBI|CLAIMPOWER',
    'secondary',
  ]),
  rule('T10', 'telehealth-coverage', [
    'Health centres and critical access hospitals',
    'NARHC|COKER',
    'secondary',
  ]),
  rule('T12', 'telehealth-coverage', ['What the record must hold', 'D', 'derived']),
];
