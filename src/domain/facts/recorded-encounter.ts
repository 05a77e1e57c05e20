import type { Instant } from '../time/instant.js';
import type { LocalDate } from '../time/local-date.js';
import type { EncounterModality } from './encounter.js';
import type {
  StatedIdentity,
  StatedSpecialFacts,
  StatedSurroundings,
  StatedWork,
} from './stated-encounter.js';

/** How the people of a visit were in touch; `other` is work on the date without the patient. */
export type SegmentModality = 'audio-video' | 'audio-only' | 'online-digital' | 'in-person' | 'other';

/** Time of one person in an encounter. */
export interface RecordedSegment {
  /** null: the clinician. */
  readonly staffId: string | null;
  readonly modality: SegmentModality;
  readonly start: Instant;
  /** null: still running. */
  readonly end: Instant | null;
}

/** One line of a claim, as it was signed. */
export interface SignedLine {
  readonly code: string;
  readonly units: number;
  readonly modifiers: readonly string[];
  readonly pos: string | null;
}

/** What the patient's own record said on the date of service, fixed when the encounter is signed. */
export interface EncounterSnapshot {
  readonly zone: string;
  /** Whole years, the same for every adult; null: no birth date on file. */
  readonly patientAge: number | null;
  readonly proof: EstablishedProof | null;
}

/** A dated visit that the patient's own record names as proof of being established. */
export interface EstablishedProof {
  readonly date: LocalDate;
  readonly practitionerId: string | null;
}

/** One version of an encounter as the practice recorded it. */
export interface RecordedEncounter
  extends StatedIdentity, StatedWork, StatedSurroundings, StatedSpecialFacts {
  readonly id: string;
  /** The encounter as it was first recorded; its charges belong to it through every amendment. */
  readonly rootId: string;
  /** Number of the amendment; 0: the first version. */
  readonly amendment: number;
  readonly status: 'draft' | 'finalized' | 'voided';
  readonly patientId: string;
  readonly clinicianId: string;
  /** null: the clinician. */
  readonly billingPractitionerId: string | null;
  readonly specialty: string | null;
  readonly subspecialty: string | null;
  /** null: as the segments say. */
  readonly modality: EncounterModality | null;
  readonly segments: readonly RecordedSegment[];
  readonly diagnoses: readonly string[];
  readonly consent: {
    readonly status: 'given' | 'refused';
    readonly date: LocalDate;
    readonly method: string;
    readonly takenBy: string | null;
  } | null;
  readonly guardianConsent: { readonly date: LocalDate } | null;
  readonly platform: { readonly secure: boolean } | null;
  readonly medicalNecessity: string | null;
  readonly eligibilityCheck: { readonly checkedOn: LocalDate; readonly result: 'active' | 'inactive' } | null;
  /** Where the clinician may treat; both dates are included. */
  readonly authorizations: readonly {
    readonly state: string;
    readonly from: LocalDate | null;
    readonly to: LocalDate | null;
  }[];
  /** First review of an e-visit; null: its first online segment. */
  readonly windowStart: LocalDate | null;
  /** When the images of a review came in and when the clinician answered. */
  readonly imageReceivedAt: Instant | null;
  readonly imageRepliedAt: Instant | null;
  /** null while it is a draft. */
  readonly signed: {
    readonly by: string;
    readonly at: Instant;
    readonly assessment: { readonly codes: readonly SignedLine[] };
    readonly snapshot: EncounterSnapshot;
  } | null;
}

/** A recorded encounter with what the practice's other records say of it. */
export interface EncounterOnFile {
  readonly encounter: RecordedEncounter;
  readonly snapshot: EncounterSnapshot;
  /** By the clock, the clinician was in another patient's visit at the same time. */
  readonly clinicianElsewhere: boolean;
}

/** The current version of each encounter: the last of those given. By id of the first version. */
export function currentVersions<E extends Pick<RecordedEncounter, 'rootId' | 'amendment'>>(
  versions: readonly E[],
): E[] {
  const last = new Map<string, E>();
  for (const version of versions) {
    const known = last.get(version.rootId);
    if (!known || known.amendment < version.amendment) last.set(version.rootId, version);
  }
  return [...last.values()].sort((a, b) => (a.rootId < b.rootId ? -1 : 1));
}
