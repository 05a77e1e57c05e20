import type { EncounterFacts } from '../../../facts/encounter.js';
import { audioOnlyRule } from '../../../rulebook/telehealth/medicare.js';
import type { ProfileRow } from '../../../rulebook/telehealth/payer-profiles.js';
import {
  REQUIRED_FACTS,
  type RequiredFact,
  type ServiceKind,
} from '../../../rulebook/telehealth/required-facts.js';
import { PATIENT_SIDE, SERVICE_CONDITIONS } from '../../../rulebook/telehealth/service-intervals.js';
import { isMedicare, type EncounterContext } from '../coding-context.js';
import { contextOf } from '../encounter-context.js';
import { isRecorded } from '../gates/documentation.js';
import { medicareAudioGates } from '../gates/medicare-gates.js';
import { repliedLate } from '../messages/store-and-forward.js';
import { routeOf } from '../route.js';

/** `documented`: on record. `missing`: refuses the visit. `contradicts`: on record, but against the rule. */
type ChecklistState = 'documented' | 'missing' | 'contradicts';

interface ChecklistItem {
  readonly item: RequiredFact | 'payerProfile' | 'initiator' | 'audioOnlyReason';
  readonly state: ChecklistState;
}

export interface DocumentationChecklist {
  /** The kind of service that the record points to so far. It may change while the visit goes on. */
  readonly kind: ServiceKind;
  readonly items: readonly ChecklistItem[];
  readonly complete: boolean;
}

/** What the record must hold for this payer, date and modality (T12). It works before the visit ends. Pure. */
export function checkDocumentation(
  facts: EncounterFacts,
  practiceRows: readonly ProfileRow[] = [],
): DocumentationChecklist {
  const { context: start, profileKnown } = contextOf(facts, practiceRows);
  const { kind, context } = routeOf(start);
  const required = REQUIRED_FACTS[kind].map((item): ChecklistItem => ({
    item,
    state: stateOf(context, item),
  }));
  const items: ChecklistItem[] = [
    { item: 'payerProfile', state: profileKnown ? 'documented' : 'missing' },
    ...required,
    ...initiator(context, kind),
    ...audioOnlyReason(context, kind),
  ];
  return { kind, items, complete: items.every(({ state }) => state === 'documented') };
}

function stateOf(context: EncounterContext, item: RequiredFact): ChecklistState {
  if (!isRecorded(context, item)) return 'missing';
  return item === 'replyTimes' && repliedLate(context.facts) ? 'contradicts' : 'documented';
}

/** Services that only a patient can start (T5). */
function initiator({ facts }: EncounterContext, kind: ServiceKind): ChecklistItem[] {
  if (kind !== 'check-in' && kind !== 'telephone' && kind !== 'e-visit' && kind !== 'store and forward')
    return [];
  if (!SERVICE_CONDITIONS[kind].patientInitiated) return [];
  const state =
    facts.initiatedBy === null
      ? 'missing'
      : PATIENT_SIDE.includes(facts.initiatedBy)
        ? 'documented'
        : 'contradicts';
  return [{ item: 'initiator', state }];
}

function audioOnlyReason(context: EncounterContext, kind: ServiceKind): ChecklistItem[] {
  const { facts, modality } = context;
  const asked =
    kind === 'visit' &&
    modality === 'audio-only' &&
    isMedicare(context) &&
    audioOnlyRule(facts.dateOfService) === 'office codes with 93';
  if (!asked) return [];
  const words = medicareAudioGates(context).map(({ word }) => word);
  const state = words.includes('MISSING_AUDIO_ONLY_REASON')
    ? 'missing'
    : words.length > 0
      ? 'contradicts'
      : 'documented';
  return [{ item: 'audioOnlyReason', state }];
}
