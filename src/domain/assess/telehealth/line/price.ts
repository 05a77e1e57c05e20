import { inForce } from '../../../rulebook/dated.js';
import { feeFor } from '../../../rulebook/payment/fee-schedule.js';
import type { LoadedFees } from '../../../rulebook/payment/loaded-tables.js';
import {
  HEALTH_CENTER_COMMUNICATION,
  HEALTH_CENTER_VISIT,
  HEALTH_CENTER_VISIT_CENTS,
} from '../../../rulebook/telehealth/health-centers.js';
import { IN_PERSON_POS } from '../../../rulebook/telehealth/places.js';
import { stateParity, type StateParity } from '../../../rulebook/telehealth/state-parity.js';
import type { ExpectedAmount } from '../../finding.js';
import { isCriticalAccess, type EncounterContext } from '../coding-context.js';
import type { TelehealthLine, TelehealthPayment } from './outcome.js';

/**
 * What the lines should pay by Medicare's fee schedule (T11) times the plan's factor, before deductible and
 * coinsurance. null: a line has no amount in the year, and a sum without it would be wrong.
 */
export function priceLines(
  context: EncounterContext,
  lines: readonly TelehealthLine[],
  fees: LoadedFees | null,
): TelehealthPayment | null {
  const [first] = lines;
  if (!first) return null;
  if (first.code === HEALTH_CENTER_VISIT || first.code === HEALTH_CENTER_COMMUNICATION)
    return centerPayment(context, first, fees);
  const { facts, profile } = context;
  const rateFactor =
    profile.telehealthRateFactor * (context.modality === 'audio-only' ? profile.audioRateFactor : 1);
  let amountCents = 0;
  let last: ReturnType<typeof feeFor> = null;
  const lineAmounts: ExpectedAmount[] = [];
  for (const line of lines) {
    last = feeFor({
      code: line.code,
      dateOfService: facts.dateOfService,
      placeOfService: line.pos ?? placeWithoutPos(context),
      locality: facts.locality,
      qualifyingApm: facts.qualifyingApm,
      loaded: fees,
    });
    if (last === null) return null;
    const { conversionFactor, basis, placeClass, release } = last;
    const unitAmountCents = Math.round(last.unitAmountCents * rateFactor);
    const lineCents = unitAmountCents * line.units;
    lineAmounts.push({
      unitAmountCents,
      amountCents: lineCents,
      conversionFactor,
      basis,
      placeClass,
      release,
    });
    amountCents += lineCents;
  }
  if (last === null) return null;
  return {
    amountCents,
    basis: last.placeClass === 'facility' ? 'facility' : 'non-facility',
    conversionFactor: last.conversionFactor,
    geography: last.basis === 'locality' ? localityName(context) : last.basis,
    rateFactor,
    parity: parityOf(context),
    lineAmounts,
  };
}

/**
 * A UB-04 line of a critical access hospital is paid at the facility rate. A consultation takes place where the
 * clinician is.
 */
function placeWithoutPos(context: EncounterContext): string {
  return isCriticalAccess(context) ? IN_PERSON_POS.hospital : IN_PERSON_POS[context.facts.providerSite];
}

function localityName({ facts }: EncounterContext): string {
  return facts.locality ? `${facts.locality.state}-${facts.locality.number}` : 'national';
}

function parityOf({ facts, profile }: EncounterContext): StateParity | null {
  const state = facts.patientLocation?.state ?? null;
  return profile.kind === 'medicare' || state === null ? null : stateParity(state, facts.dateOfService);
}

/** Health centers are paid one national rate. */
function centerPayment(
  { facts }: EncounterContext,
  line: TelehealthLine,
  fees: LoadedFees | null,
): TelehealthPayment | null {
  const fee = feeFor({
    code: line.code,
    dateOfService: facts.dateOfService,
    placeOfService: IN_PERSON_POS.office,
    locality: null,
    qualifyingApm: false,
    loaded: fees,
  });
  const derived =
    line.code === HEALTH_CENTER_VISIT ? inForce(HEALTH_CENTER_VISIT_CENTS, facts.dateOfService) : undefined;
  const amountCents = fee?.unitAmountCents ?? derived?.value;
  if (amountCents === undefined) return null;
  const conversionFactor = fee?.conversionFactor ?? null;
  return {
    amountCents,
    basis: 'health-center rate',
    conversionFactor,
    geography: 'national',
    rateFactor: 1,
    parity: null,
    lineAmounts: [
      {
        unitAmountCents: amountCents,
        amountCents,
        conversionFactor,
        basis: 'health-center rate',
        placeClass: 'nonfacility',
        release: fee?.release ?? null,
      },
    ],
  };
}
