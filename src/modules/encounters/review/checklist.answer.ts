import { z } from 'zod';
import type { EncounterDecision } from '../../../domain/assess/encounters/decide-encounters.js';
import { checkDocumentation } from '../../../domain/assess/telehealth/line/checklist.js';
import type { PracticeTables } from '../../../domain/assess/telehealth/practice-tables.js';
import { REQUIRED_FACTS, WORD_OF_FACT } from '../../../domain/rulebook/telehealth/required-facts.js';
import { keyOf } from '../../../platform/http/answers/answer-fields.js';
import type { Shown } from '../../../platform/http/answers/answers.decorator.js';
import { decisionAnswer, toDecisionAnswer } from '../coding/decision.answer.js';
import type { Encounter } from '../record/encounter.js';

/** Items of a stored record that a payer asks to see, though no code is refused for them (T12). */
type RecordItem =
  'clinicianLocation' | 'clinicianNpi' | 'participants' | 'imageTimes' | 'startAndStop' | 'segmentsClosed';

const item = z.enum([
  ...keyOf(WORD_OF_FACT).options,
  ...(['payerProfile', 'initiator', 'audioOnlyReason', 'clinicianLocation', 'clinicianNpi'] as const),
  ...(['participants', 'imageTimes', 'startAndStop', 'segmentsClosed'] as const),
]);
export const checklistAnswer = z.strictObject({
  kind: keyOf(REQUIRED_FACTS),
  items: z.array(
    z.strictObject({
      item,
      state: z.enum(['documented', 'missing', 'contradicts']),
      blocks: z.boolean(),
    }),
  ),
  complete: z.boolean(),
  outcome: decisionAnswer,
});

/** An item that `blocks` prevents finalizing until it is documented. */
export type ChecklistAnswer = Shown<z.output<typeof checklistAnswer>>;

/** What the record holds and lacks for its payer, date and modality. Usable during the visit. */
export function toChecklistAnswer(
  encounter: Encounter,
  found: {
    readonly decision: EncounterDecision;
    readonly tables: PracticeTables;
    readonly clinicianNpi: string | null;
  },
): ChecklistAnswer {
  const { decision, tables, clinicianNpi } = found;
  const checked = checkDocumentation(decision.facts, tables.rows);
  const { segments, clinicianLocation, participants, imageReceivedAt, imageRepliedAt } = encounter;
  const own = (item: RecordItem, isDocumented: boolean, blocks = false) =>
    ({ item, state: isDocumented ? 'documented' : 'missing', blocks }) as const;
  const items = [
    ...checked.items.map((item) => ({ ...item, blocks: true })),
    own('clinicianLocation', clinicianLocation?.state !== undefined && clinicianLocation.state !== null),
    own('clinicianNpi', clinicianNpi !== null),
    own('participants', participants.length > 0),
    // Stated hours are enough for the code, but an auditor asks for the times.
    ...(checked.kind === 'store and forward'
      ? [own('imageTimes', imageReceivedAt !== null && imageRepliedAt !== null)]
      : []),
    own(
      'startAndStop',
      segments.some(({ end }) => end !== null),
    ),
    own(
      'segmentsClosed',
      segments.every(({ end }) => end !== null),
      true,
    ),
  ];
  return {
    kind: checked.kind,
    items,
    complete: items.every(({ state }) => state === 'documented'),
    outcome: toDecisionAnswer(decision),
  };
}
