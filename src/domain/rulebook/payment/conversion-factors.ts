import type { Dated } from '../dated.js';

/** US dollars per relative value unit, in ten-thousandths of a dollar. `qp`: qualifying participants in an advanced payment model. */
export const CONVERSION_FACTORS: readonly Dated<{ readonly nonQp: number; readonly qp: number }>[] = [
  { from: '2019-01-01', value: { nonQp: 360391, qp: 360391 }, source: 'K' },
  { from: '2020-01-01', value: { nonQp: 360896, qp: 360896 }, source: 'K' },
  { from: '2021-01-01', value: { nonQp: 348931, qp: 348931 }, source: 'K' },
  { from: '2022-01-01', value: { nonQp: 346062, qp: 346062 }, source: 'K' },
  { from: '2023-01-01', value: { nonQp: 338872, qp: 338872 }, source: 'K' },
  { from: '2024-01-01', value: { nonQp: 327442, qp: 327442 }, source: 'K' },
  { from: '2024-03-09', value: { nonQp: 332875, qp: 332875 }, source: 'K' },
  { from: '2025-01-01', value: { nonQp: 323465, qp: 323465 }, source: 'S24' },
  { from: '2026-01-01', value: { nonQp: 334009, qp: 335675 }, source: 'S24' },
];
