import type { SourceId } from '../sources.js';

interface MessageCode {
  readonly code: string;
  readonly source: SourceId;
}

/** Brief check-ins by clinicians who may report E/M, the newest code first (rule T6.4). */
export const BRIEF_CODES: readonly MessageCode[] = [
  { code: '98016', source: 'R26' },
  { code: 'G2012', source: 'RVU24' },
];
/** The brief check-in by clinicians who may not. */
export const BRIEF_CODE_NON_EM = { code: 'G2251', source: 'RVU24' } as const satisfies MessageCode;

/** Answers to a recorded image, by who answers (rule T6.3). */
export const IMAGE_CODES = {
  physician: { code: 'G2010', source: 'RVU24' },
  nonEm: { code: 'G2250', source: 'RVU24' },
} as const satisfies Readonly<Record<string, MessageCode>>;
