/** What the detail of a warning says. The worked cases compare the ones without a word. */
export const WARNING_TEXT = {
  // The requested code and place.
  codeBegins: (code: string, day: string) => `${code} begins ${day}`,
  codeEnded: (code: string, day: string) => `${code} ended ${day}`,
  centerOnly: (code: string) => `${code} is RHC/FQHC only`,
  codeReplaced: (code: string, by: readonly { readonly code: string }[]) =>
    `${code} by ${by.map((line) => line.code).join(', ')}`,
  medicareStatusI: (code: string) => `${code} has Medicare status I`,
  planTakesOfficeCodes: (code: string) => `${code}: this plan takes office codes`,
  byTelehealth: (code: string) => `${code} by telehealth`,
  officeCodesDenied: '99202-99215 with telehealth POS denied by this plan',
  placeCorrected: (from: string, to: string | null) => `${from} to ${to ?? 'none'}`,
  levelAsRequested: (code: string) => `${code} as requested`,

  // Time and modality.
  lastSeen: (day: string) => `last service on ${day}`,
  minutesRemoved: (minutes: number) => `${minutes} min`,
  mostlyVideo: (video: number, all: number) => `${video} of ${all} interactive min`,
  mostlyAudio: 'document technical failure',
  discussionMinutes: (minutes: number) => `${minutes} min of discussion`,
  shortForLevel: 'level by MDM, time under the lowest',
  combinedMinutes: (parts: readonly (number | null)[], sum: number | null) =>
    `${parts.map((part) => part ?? 'unknown').join(' + ')} = ${sum ?? 'unknown'} min, one code`,
  eVisitInVisit: 'the e-visit is not reported; its work is part of the visit',
  windowMinutes: (minutes: number) => `cumulative ${minutes} min replaces the earlier code`,

  // The claim line and the payer.
  yearNotLoaded: 'coded by the last rules known, not priced',
  forNewPatient: (service: string) => `${service} for a new patient`,
  staffVisit: 'clinical-staff service billed incident-to',
  modifierUncertain: 'sources differ',
  criticalAccessLine: 'TOB 85x, revenue code 096x-098x',
  facilityRate: 'place 02 is paid at the facility rate',
  planPlace: (pos: string, usual: string) => `${pos} instead of ${usual}`,
  listNotHeld: 'the list is not held',
  confirmAudioList: 'ask the plan which codes it takes with 93',
  addOnModifiers: (modifiers: readonly string[], code: string) => `${modifiers.join(', ')} on ${code}`,
  priorAuthorization: 'the plan requires prior authorization',
  originatingSiteFee: 'the plan pays the place where the patient was (Q3014)',
} as const;

/** Why another code is reportable: beside the reported one, or in place of a refused one. */
export const ALTERNATIVE_TEXT = {
  beside: (label: string) => `also reportable ${label}`,
  instead: (label: string, refusals: string) =>
    `reportable ${label}, where these refusals do not apply: ${refusals}`,
} as const;
