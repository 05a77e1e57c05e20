import { hash } from 'node:crypto';
import type { ReadingOrigin } from '../../../domain/facts/readings/device.js';
import type { MeasuredValue } from '../../../domain/facts/readings/units.js';
import type { Instant } from '../../../domain/time/instant.js';

/** What a sender says was measured, freed of spelling: the offset, the unit and the order of the values do not show. */
export interface ReadingContent {
  readonly deviceId: string;
  readonly takenAt: Instant;
  readonly origin: ReadingOrigin;
  readonly kind: string;
  readonly ambiguousUser: boolean;
  readonly values: readonly MeasuredValue[];
}

export interface ReadingIdentity {
  /** `x:` and the sender's id, else `h:` and the hash of the content. */
  readonly key: string;
  /** Tells two bodies under one key apart. */
  readonly bodyHash: string;
  /** Follows from practice, source and key alone, so every process gives a reading the same id. */
  readonly id: string;
}

/** 132 bits in base64url: enough that two readings never meet. */
const HASH_CHARACTERS = 22;

/** The strings of a reading hold no control characters, so a line feed separates them without doubt. */
export function identify(
  sender: { practiceId: string; source: string; externalId: string | null },
  content: ReadingContent,
): ReadingIdentity {
  const { deviceId, takenAt, origin, kind, ambiguousUser } = content;
  const body = `${deviceId}\n${takenAt}\n${origin}\n${measuredText(content.values)}`;
  const key = sender.externalId === null ? `h:${shortHash(body)}` : `x:${sender.externalId}`;
  return {
    key,
    bodyHash: shortHash(`${kind}\n${ambiguousUser ? 'ambiguous' : ''}\n${body}`),
    id: shortHash(`${sender.practiceId}\n${sender.source}\n${key}`),
  };
}

function measuredText(values: readonly MeasuredValue[]): string {
  const texts = values.map(({ code, value, unit }) => `${code}\t${value}\t${unit}`);
  return texts.length > 1 ? texts.sort().join('\n') : (texts[0] ?? '');
}

function shortHash(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, HASH_CHARACTERS);
}
