import type { SourceId } from '../sources.js';

/** A rule in our own words. `docs/rules/<page>.md` explains it. */
export interface RuleRow {
  readonly id: string;
  readonly title: string;
  /** How we know it: from an official text, second hand, derived by us, or open because sources conflict. */
  readonly authority: 'official' | 'secondary' | 'derived' | 'open';
  readonly sources: readonly [SourceId, ...SourceId[]];
}

interface PageOfRules {
  readonly page: string;
  readonly rules: readonly RuleRow[];
}

/** Every rule that findings and comments cite, by its page. R: remote monitoring. T: telehealth. */
export const RULE_TABLE: readonly PageOfRules[] = [
  {
    page: 'gates',
    rules: [
      { id: 'R1',  title: 'A practitioner ordered the monitoring',                           authority: 'official',  sources: ['S7'] },
      { id: 'R2',  title: 'Consent is on file; nothing before it counts',                    authority: 'secondary', sources: ['S3', 'S8'] },
      { id: 'R3',  title: 'Medicare RPM needs an established patient',                       authority: 'secondary', sources: ['S4'] },
      { id: 'R4',  title: 'An acute or chronic condition makes monitoring necessary',        authority: 'official',  sources: ['S1', 'S3'] },
      { id: 'R5',  title: 'The device is a medical device and uploads on its own',           authority: 'official',  sources: ['S8', 'S30', 'S18'] },
      { id: 'R6',  title: 'One practitioner per patient in 30 days',                         authority: 'official',  sources: ['S1'] },
      { id: 'R8',  title: 'Not for the condition covered by your own global surgery period', authority: 'secondary', sources: ['S4'] },
      { id: 'R9',  title: 'General supervision is enough',                                   authority: 'secondary', sources: ['S3', 'S13'] },
      { id: 'R10', title: 'A more specific code for the same data comes first',              authority: 'official',  sources: ['S1', 'S7'] },
    ],
  },
  {
    page: 'concurrency',
    rules: [
      { id: 'R7',   title: 'RPM or RTM in a period, not both',                            authority: 'secondary', sources: ['S13'] },
      { id: 'NCCI', title: 'Pairs of codes that CMS does not pay on one date, as loaded', authority: 'official',  sources: ['NCCI'] },
    ],
  },
  {
    page: 'time-and-days',
    rules: [
      { id: 'R12', title: 'A day is the patient-local date of the measurement', authority: 'derived',   sources: ['D'] },
    ],
  },
  {
    page: 'device-supply',
    rules: [
      { id: 'R11', title: 'Count distinct days with a transmitted reading',                                                authority: 'secondary', sources: ['S14', 'S16'] },
      { id: 'R13', title: 'All devices bill once; days are the most of any one parameter',                                 authority: 'open',      sources: ['S1', 'S31'] },
      { id: 'R14', title: 'A replacement device continues its parameter',                                                  authority: 'derived',   sources: ['D'] },
      { id: 'R15', title: 'What never counts: before consent, order or set-up, after the end, typed, tested, in hospital', authority: 'derived',   sources: ['D'] },
      { id: 'R16', title: 'No day moves into or out of a window',                                                          authority: 'secondary', sources: ['S14'] },
      { id: 'R17', title: 'Supply runs in 30 consecutive days, management in calendar months',                             authority: 'official',  sources: ['S14', 'S5'] },
      { id: 'R18', title: 'Windows follow each other from the first qualifying reading',                                   authority: 'derived',   sources: ['D'] },
      { id: 'R19', title: 'Vendors start windows differently; moving one is block stretching',                             authority: 'open',      sources: ['S14'] },
      { id: 'R20', title: 'Supply codes are dated at least 30 days apart',                                                 authority: 'secondary', sources: ['S14'] },
      { id: 'R21', title: 'No supply code before its window closes',                                                       authority: 'derived',   sources: ['D'] },
      { id: 'R22', title: 'Thirteen windows can end in one year',                                                          authority: 'derived',   sources: ['D'] },
    ],
  },
  {
    page: 'dates-of-service',
    rules: [
      { id: 'R23', title: 'Which date the payer wants is a setting',             authority: 'derived',   sources: ['D'] },
      { id: 'R24', title: 'A service over several days is dated when it ends',   authority: 'secondary', sources: ['S15'] },
      { id: 'R25', title: 'Some payers expect 30 days between management codes', authority: 'open',      sources: ['S9'] },
    ],
  },
  {
    page: 'treatment-management',
    rules: [
      { id: 'R26', title: 'Sum seconds over the month, round down once',              authority: 'derived',   sources: ['D'] },
      { id: 'R27', title: 'No midpoint rule: each block of minutes must be complete', authority: 'official',  sources: ['S10', 'S11'] },
      { id: 'R28', title: 'The ladder of minutes, capped by the units edit',          authority: 'official',  sources: ['S5', 'S10', 'S12'] },
      { id: 'R29', title: 'One live two-way conversation in the same month',          authority: 'official',  sources: ['S2'] },
      { id: 'R30', title: 'The call need not fill the minutes',                       authority: 'official',  sources: ['S1'] },
      { id: 'R31', title: 'Whose time counts, and whose does not',                    authority: 'derived',   sources: ['D'] },
      { id: 'R32', title: 'A minute counts once',                                     authority: 'secondary', sources: ['S9', 'S13'] },
      { id: 'R33', title: 'Time of a visit is not monitoring time',                   authority: 'secondary', sources: ['S9'] },
      { id: 'R34', title: 'Minutes stay in their month',                              authority: 'secondary', sources: ['K'] },
      { id: 'R35', title: 'Management needs an assigned device, not 16 days',         authority: 'secondary', sources: ['S4', 'S13'] },
      { id: 'R36', title: 'The entry logged first keeps an overlapped minute',        authority: 'derived',   sources: ['D'] },
    ],
  },
  {
    page: 'set-up',
    rules: [
      { id: 'R37', title: 'Set-up once per episode',                                     authority: 'secondary', sources: ['S10'] },
      { id: 'R38', title: 'The first window that reaches the threshold releases set-up', authority: 'derived',   sources: ['S5', 'S13', 'S22'] },
    ],
  },
  {
    page: 'data-review',
    rules: [
      { id: '99091', title: '30 minutes of the practitioner’s own time in 30 days', authority: 'secondary', sources: ['S25'] },
    ],
  },
  {
    page: 'smbp',
    rules: [
      { id: '99473', title: 'Training and calibration, once per device',                       authority: 'official',  sources: ['S19'] },
      { id: '99474', title: 'Twelve readings, an average, and a plan shared with the patient', authority: 'official',  sources: ['S19'] },
    ],
  },
  {
    page: 'facilities',
    rules: [
      { id: 'G0511', title: 'FQHCs and RHCs report one general code while it is in force', authority: 'secondary', sources: ['S17'] },
      { id: 'G0322', title: 'Home health agencies report days, for information only',      authority: 'official',  sources: ['S20'] },
    ],
  },
  {
    page: 'care-management',
    rules: [
      { id: 'APCM', title: 'APCM includes chronic, principal and transitional care',                  authority: 'secondary', sources: ['S21'] },
      { id: 'TCM',  title: 'Contact in two business days, visit in 7 or 14 days, dated at the visit', authority: 'official',  sources: ['S15'] },
    ],
  },
  {
    page: 'telehealth-visits',
    rules: [
      { id: 'T0',   title: 'The order in which an encounter is decided',           authority: 'derived',   sources: ['D'] },
      { id: 'T1',   title: 'Which codes exist on the date of service',             authority: 'official',  sources: ['RVU24', 'R26'] },
      { id: 'T2',   title: 'Levels by medical decision making or by time',         authority: 'secondary', sources: ['JUCM', 'RHEUM25'] },
      { id: 'T2.1', title: 'The higher of the level by MDM and the level by time', authority: 'secondary', sources: ['JUCM', 'AAPC-RCI'] },
      { id: 'T2.2', title: 'MDM: two of three columns met or exceeded',            authority: 'secondary', sources: ['MLN006764', 'NGS-EM'] },
      { id: 'T2.3', title: 'Prolonged time, each full 15 minutes',                 authority: 'secondary', sources: ['NGS-PRO', 'RHEUM25'] },
      { id: 'T3',   title: 'New or established: three years back',                 authority: 'secondary', sources: ['OPHMGMT', 'HBE'] },
      { id: 'T4',   title: 'Which minutes count',                                  authority: 'secondary', sources: ['CEW'] },
      { id: 'T5',   title: 'One visit a day; intervals and conversions',           authority: 'secondary', sources: ['AAPC-RCI', 'RHEUM25'] },
    ],
  },
  {
    page: 'telehealth-messages',
    rules: [
      { id: 'T6',   title: 'Services that are not visits',                   authority: 'derived',   sources: ['D'] },
      { id: 'T6.1', title: 'E-visits add up their minutes over seven days',  authority: 'secondary', sources: ['AAPC-CARDIO'] },
      { id: 'T6.2', title: 'E-visits by clinicians who cannot bill E/M',     authority: 'official',  sources: ['RVU21', 'R26'] },
      { id: 'T6.3', title: 'Images answered within 24 business hours',       authority: 'secondary', sources: ['GENHEALTH'] },
      { id: 'T6.4', title: 'Check-ins are not telehealth visits',            authority: 'secondary', sources: ['RHEUM25', 'GENHEALTH'] },
      { id: 'T6.5', title: 'One clinician consults another about a patient', authority: 'secondary', sources: ['MGMA'] },
      { id: 'T6.6', title: 'Health centers: one code through 2025',          authority: 'secondary', sources: ['CMS RHC', 'BAIRDHOLM', 'FP'] },
    ],
  },
  {
    page: 'telehealth-coverage',
    rules: [
      { id: 'T7',    title: 'Where Medicare covers telehealth, by date',                 authority: 'official',  sources: ['CAA 2026 6209', 'CMS FAQ 2026-02-04'] },
      { id: 'T7.1',  title: 'The patient at home and outside rural areas',               authority: 'official',  sources: ['1834(m)', 'CAA 2026 6209'] },
      { id: 'T7.2',  title: 'Behavioral health at home',                                 authority: 'official',  sources: ['CAA 2026 6209', 'CMS FAQ 2026-02-04'] },
      { id: 'T7.3',  title: 'Audio-only visits to Medicare',                             authority: 'secondary', sources: ['FCSO', 'AAFP25'] },
      { id: 'T7.4',  title: 'The patient is in the US; the clinician is licensed there', authority: 'secondary', sources: ['AAO'] },
      { id: 'T8',    title: 'Modifiers and place of service',                            authority: 'secondary', sources: ['NGS-95', 'AAFP25'] },
      { id: 'T8.1',  title: 'Fixed modifiers; clinical staff under direct supervision',  authority: 'secondary', sources: ['AMC'] },
      { id: 'T8.2',  title: 'Place of service follows the patient',                      authority: 'secondary', sources: ['NGS-95'] },
      { id: 'T8.3',  title: 'Medicare’s claim line by date and place',                   authority: 'secondary', sources: ['NGS-95', 'FCSO'] },
      { id: 'T9',    title: 'The payer’s profile decides; no payer is assumed',          authority: 'secondary', sources: ['NBI', 'CLAIMPOWER'] },
      { id: 'T10',   title: 'Health centers and critical access hospitals',              authority: 'secondary', sources: ['NARHC', 'COKER'] },
      { id: 'T11',   title: 'The expected payment',                                      authority: 'official',  sources: ['RVU24', 'R26'] },
      { id: 'T12',   title: 'What the record must hold',                                 authority: 'derived',   sources: ['D'] },
      { id: 'T12.1', title: 'Refusal words',                                             authority: 'derived',   sources: ['D'] },
      { id: 'T12.2', title: 'Warning words',                                             authority: 'derived',   sources: ['D'] },
      { id: 'T13',   title: 'What a state requires of commercial plans',                 authority: 'secondary', sources: ['Manatt 2025-12', 'LSLU 2019'] },
      { id: 'T14',   title: 'The license follows the patient’s state',                   authority: 'secondary', sources: ['IMLC'] },
    ],
  },
];
