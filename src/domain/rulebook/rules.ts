import { sourceById, type Source } from './sources.js';
import { TELEHEALTH_RULES, type TelehealthRule } from './telehealth/telehealth-rules.js';
import { TELEHEALTH_SOURCES } from './telehealth/telehealth-sources.js';

/** A rule that findings refer to, in our own words. Its page is `docs/rules/<page>.md`. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly page: string;
  readonly sources: readonly Source[];
  /** How sure the reading is: read in an official text, second hand, derived by us, or open. */
  readonly authority: 'official' | 'secondary' | 'derived' | 'open';
}

const rule = (
  id: string,
  page: string,
  rest: readonly [title: string, sources: string, authority: Rule['authority']],
): Rule => ({
  id,
  page,
  title: rest[0],
  sources: rest[1]
    .split(' ')
    .map((each) => sourceById(each))
    .filter((each) => each !== undefined),
  authority: rest[2],
});

export const RULES: readonly Rule[] = [
  rule('R1', 'gates', ['A practitioner ordered the monitoring', 'S7', 'official']),
  rule('R2', 'gates', ['Consent is on file; nothing before it counts', 'S3 S8', 'secondary']),
  rule('R3', 'gates', ['Medicare RPM needs an established patient', 'S4', 'secondary']),
  rule('R4', 'gates', ['An acute or chronic condition makes it necessary', 'S1 S3', 'official']),
  rule('R5', 'gates', ['The device is a medical device and uploads by itself', 'S8 S30 S18', 'official']),
  rule('R6', 'gates', ['One practitioner per patient and 30 days', 'S1', 'official']),
  rule('R7', 'concurrency', ['RPM or RTM, not both in one period', 'S13', 'secondary']),
  rule('R8', 'gates', ['Not for the condition of an own global surgery period', 'S4', 'secondary']),
  rule('R9', 'gates', ['General supervision suffices', 'S3 S13', 'secondary']),
  rule('R10', 'gates', ['A more specific code for the same data goes first', 'S1 S7', 'official']),
  rule('R11', 'device-supply', ['Distinct days with a transmitted reading', 'S14 S16', 'secondary']),
  rule('R12', 'time-and-days', ['A day is the patient-local date of measurement', '', 'derived']),
  rule('R13', 'device-supply', [
    'Devices count together once; days are the most of one parameter',
    'S1 S31',
    'open',
  ]),
  rule('R14', 'device-supply', ['A replacement continues its parameter', '', 'derived']),
  rule('R15', 'device-supply', [
    'What never counts: before consent, order or set-up, after the end, typed, tested, in hospital',
    '',
    'derived',
  ]),
  rule('R16', 'device-supply', ['No day moves into or out of a window', 'S14', 'secondary']),
  rule('R17', 'device-supply', [
    'Supply runs in 30 consecutive days, management in calendar months',
    'S14 S5',
    'official',
  ]),
  rule('R18', 'device-supply', [
    'Windows follow each other from the first qualifying reading',
    '',
    'derived',
  ]),
  rule('R19', 'device-supply', [
    'Window anchors differ by vendor; moving one is block stretching',
    'S14',
    'open',
  ]),
  rule('R20', 'device-supply', ['Supply codes stand at least 30 days apart', 'S14', 'secondary']),
  rule('R21', 'device-supply', ['No supply code before its window closes', '', 'derived']),
  rule('R22', 'device-supply', ['Thirteen windows can fall into a year', '', 'derived']),
  rule('R23', 'dates-of-service', ['Which date the payer wants is a setting', '', 'derived']),
  rule('R24', 'dates-of-service', ['A service over several days is dated when it ends', 'S15', 'secondary']),
  rule('R25', 'dates-of-service', ['Some payers expect 30 days between management codes', 'S9', 'open']),
  rule('R26', 'treatment-management', ['Seconds are summed over the month and floored once', '', 'derived']),
  rule('R27', 'treatment-management', [
    'No midpoint: each block of minutes must be complete',
    'S10 S11',
    'official',
  ]),
  rule('R28', 'treatment-management', [
    'The ladder of minutes, capped by the units edit',
    'S5 S10 S12',
    'official',
  ]),
  rule('R29', 'treatment-management', ['One live two-way conversation in the same month', 'S2', 'official']),
  rule('R30', 'treatment-management', ['The call need not fill the minutes', 'S1', 'official']),
  rule('R31', 'treatment-management', ['Whose time counts, and which does not', '', 'derived']),
  rule('R32', 'treatment-management', ['A minute counts once', 'S9 S13', 'secondary']),
  rule('R33', 'treatment-management', ['Time of a visit is not monitoring time', 'S9', 'secondary']),
  rule('R34', 'treatment-management', ['Minutes stay in their month', '', 'secondary']),
  rule('R35', 'treatment-management', [
    'Management needs an assigned device, not 16 days',
    'S4 S13',
    'secondary',
  ]),
  rule('R36', 'treatment-management', ['The entry logged first keeps an overlapped minute', '', 'derived']),
  rule('R37', 'set-up', ['Set-up once an episode', 'S10', 'secondary']),
  rule('R38', 'set-up', ['The first window that reaches the threshold releases it', 'S5 S13 S22', 'derived']),
  rule('99091', 'data-review', ['30 minutes of the practitioner in 30 days', 'S25', 'secondary']),
  rule('99473', 'smbp', ['Teaching and calibration, once a device', 'S19', 'official']),
  rule('99474', 'smbp', ['Twelve readings, an average and a plan told to the patient', 'S19', 'official']),
  rule('G0511', 'facilities', [
    'FQHC and RHC report one general code while it is in force',
    'S17',
    'secondary',
  ]),
  rule('G0322', 'facilities', ['Home health reports days for information', 'S20', 'official']),
  rule('NCCI', 'concurrency', [
    'Pairs of codes that CMS does not pay on one date, as loaded',
    '',
    'official',
  ]),
  rule('APCM', 'care-management', [
    'APCM takes in chronic, principal and transitional care',
    'S21',
    'secondary',
  ]),
  rule('TCM', 'care-management', [
    'Contact in two business days, visit in 7 or 14, dated at the visit',
    'S15',
    'official',
  ]),
  ...TELEHEALTH_RULES.map(ofTelehealth),
];

/** As every other rule; where one was known or derived, it names no source. */
function ofTelehealth({ id, page, title, sources, authority }: TelehealthRule): Rule {
  const read = sources.split('|').flatMap((name): Source[] => {
    const text = TELEHEALTH_SOURCES[name];
    if (text === undefined || name === 'K' || name === 'D') return [];
    const url = /https?:\/\/\S+/.exec(text)?.[0];
    return [{ id: name, title: text, urls: url === undefined ? [] : [url] }];
  });
  return { id, page, title, sources: read, authority };
}

const byId = new Map(RULES.map((each) => [each.id, each]));

/** Throws for an id that no rule has: findings may only name rules that a reader can open. */
export function ruleById(id: string): Rule {
  const found = byId.get(id);
  if (!found) throw new Error(`rulebook: unknown rule ${id}`);
  return found;
}
