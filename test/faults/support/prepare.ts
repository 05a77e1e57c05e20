import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReportingChild } from './child-process.js';

/** On this day every period of the sample practice has ended and is past its grace days. */
export const AS_OF = '2026-05-15T12:00:00Z';

export interface Prepared {
  readonly folder: string;
  readonly practiceId: string;
  readonly patientIds: readonly string[];
  readonly devices: readonly { readonly deviceId: string; readonly patientId: string }[];
  readonly staffIds: readonly string[];
}

type Stage = 'records' | 'evidence' | 'restate';

/** A data folder with the sample practice. The caller removes it. */
export async function prepareFolder(stage: Stage, patients: number): Promise<Prepared> {
  const folder = mkdtempSync(join(tmpdir(), 'tally-fault-base-'));
  return { ...(await prepareIn<Omit<Prepared, 'folder'>>(folder, { stage, patients })), folder };
}

/** Tokens for a folder that no process holds. */
export function issueTokens(folder: string): Promise<{ readonly person: string; readonly gateway: string }> {
  return prepareIn(folder, { stage: 'tokens', patients: 1 });
}

async function prepareIn<T>(folder: string, what: object): Promise<T> {
  const child = ReportingChild.support('prepare-child.js');
  child.order({ ...what, folder, asOf: AS_OF });
  const line = await child.reported('prepared ');
  await child.ended;
  return JSON.parse(line.slice('prepared '.length)) as T;
}
