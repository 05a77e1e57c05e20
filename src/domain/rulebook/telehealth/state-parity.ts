import type { LocalDate } from '../../time/local-date.js';
import type { SourceId } from '../sources.js';

/** What a state requires of fully insured commercial plans (rule T13). Self-funded plans are exempt. */
type ParityKind = 'none' | 'coverage' | 'payment' | 'payment-contract-opt-out' | 'bh-only';

interface ParityRow {
  readonly state: string;
  readonly kind: ParityKind;
  /** Share of the in-person rate for audio-only; null: not known. */
  readonly audioFactor: number | null;
  readonly from: string;
  readonly to: string | null;
  readonly source: SourceId;
}

const VERIFIED_ON = '2026-11-22';

const row = ({
  state,
  kind,
  from = '2019-01-01',
  to = null,
  audioFactor = null,
  source,
}: Pick<ParityRow, 'state' | 'kind' | 'source'> & Partial<ParityRow>): ParityRow => ({
  state,
  kind,
  audioFactor,
  from,
  to,
  source,
});

const PARITY_ROWS: readonly ParityRow[] = [
  row({ state: 'AL', kind: 'none', source: 'Manatt 2025-12' }),
  row({ state: 'AK', kind: 'bh-only', source: 'Manatt 2025-12' }),
  row({ state: 'AZ', kind: 'payment', source: 'Manatt 2025-12' }),
  row({ state: 'CA', kind: 'payment', from: '2021-01-01', source: 'LSLU 2019' }),
  row({ state: 'DE', kind: 'payment', source: 'LSLU 2019' }),
  row({ state: 'HI', kind: 'payment', source: 'LSLU 2019' }),
  row({ state: 'FL', kind: 'none', source: 'LSLU 2019' }),
  row({ state: 'GA', kind: 'payment', source: 'TechTarget 2024' }),
  row({ state: 'WA', kind: 'payment', source: 'TechTarget 2024' }),
  row({ state: 'IL', kind: 'payment', to: '2027-12-31', source: 'Becker 2021' }),
  row({ state: 'IN', kind: 'none', source: 'Brecha' }),
  row({ state: 'KS', kind: 'none', source: 'Brecha' }),
  row({ state: 'KY', kind: 'payment-contract-opt-out', source: 'Brecha' }),
  row({ state: 'NJ', kind: 'payment', to: '2026-06-30', audioFactor: 0.5, source: 'S2988' }),
  row({ state: 'NY', kind: 'payment', to: '2026-03-31', audioFactor: 1, source: 'L.2022 c.57 pt V' }),
  row({ state: 'OH', kind: 'none', source: 'K' }),
  row({ state: 'PA', kind: 'none', source: 'K' }),
  row({ state: 'TX', kind: 'none', source: 'K' }),
];

export interface StateParity {
  readonly kind: ParityKind | 'unknown';
  readonly audioFactor: number | null;
  readonly source: SourceId | null;
  readonly verifiedOn: string;
}

/** Outside a row's dates parity is `unknown`, which is not the same as `none`. Parity changes the expected payment, never a code. */
export function stateParity(state: string, day: LocalDate): StateParity {
  const found = PARITY_ROWS.findLast(
    (each) => each.state === state && day >= each.from && (each.to === null || day <= each.to),
  );
  return {
    kind: found?.kind ?? 'unknown',
    audioFactor: found?.audioFactor ?? null,
    source: found?.source ?? null,
    verifiedOn: VERIFIED_ON,
  };
}
