import type { LocalDate } from '../../time/local-date.js';

/** What a state asks of fully insured commercial plans (section 13); self-funded plans are exempt. */
export type ParityKind = 'none' | 'coverage' | 'payment' | 'payment-contract-opt-out' | 'bh-only';

interface ParityRow {
  readonly state: string;
  readonly kind: ParityKind;
  /** Share of the in-person rate for audio-only; null: not read. */
  readonly audioFactor: number | null;
  readonly from: string;
  readonly to: string | null;
  readonly source: string;
}

const VERIFIED_ON = '2026-11-22';
const row = (
  state: string,
  kind: ParityKind,
  rest: { readonly source: string; readonly from?: string; readonly to?: string; readonly audio?: number },
): ParityRow => ({
  state,
  kind,
  audioFactor: rest.audio ?? null,
  from: rest.from ?? '2019-01-01',
  to: rest.to ?? null,
  source: rest.source,
});

export const PARITY_ROWS: readonly ParityRow[] = [
  row('AL', 'none', { source: 'Manatt 2025-12' }),
  row('AK', 'bh-only', { source: 'Manatt 2025-12' }),
  row('AZ', 'payment', { source: 'Manatt 2025-12' }),
  row('CA', 'payment', { source: 'LSLU 2019', from: '2021-01-01' }),
  row('DE', 'payment', { source: 'LSLU 2019' }),
  row('HI', 'payment', { source: 'LSLU 2019' }),
  row('FL', 'none', { source: 'LSLU 2019' }),
  row('GA', 'payment', { source: 'TechTarget 2024' }),
  row('WA', 'payment', { source: 'TechTarget 2024' }),
  row('IL', 'payment', { source: 'Becker 2021', to: '2027-12-31' }),
  row('IN', 'none', { source: 'Brecha' }),
  row('KS', 'none', { source: 'Brecha' }),
  row('KY', 'payment-contract-opt-out', { source: 'Brecha' }),
  row('NJ', 'payment', { source: 'S2988', to: '2026-06-30', audio: 0.5 }),
  row('NY', 'payment', { source: 'L.2022 c.57 pt V', to: '2026-03-31', audio: 1 }),
  row('OH', 'none', { source: 'K' }),
  row('PA', 'none', { source: 'K' }),
  row('TX', 'none', { source: 'K' }),
];

export interface StateParity {
  readonly kind: ParityKind | 'unknown';
  readonly audioFactor: number | null;
  readonly source: string | null;
  readonly verifiedOn: string;
}

/** Outside a row's dates nothing is known, which is not the same as no parity. It changes no code, only what to expect. */
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
