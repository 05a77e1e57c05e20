import { hash } from 'node:crypto';
import type { ReadingOrigin } from '../../../domain/facts/readings/device.js';
import type { MeasuredValue } from '../../../domain/facts/readings/units.js';
import type { Instant } from '../../../domain/time/instant.js';

/** What a sender measured, in normal form: offsets, units and the order of values make no difference. */
export interface ReadingContent {
  readonly deviceId: string;
  readonly takenAt: Instant;
  readonly origin: ReadingOrigin;
  readonly kind: string;
  readonly ambiguousUser: boolean;
  readonly values: readonly MeasuredValue[];
}

export interface ReadingIdentity {
  /** `x:` and the sender's id, or else `h:` and the hash of the content. */
  readonly key: string;
  /** Distinguishes two bodies with the same key. */
  readonly bodyHash: string;
  /** Derived from practice, source and key alone, so every process computes the same id. */
  readonly id: string;
}

/** 132 bits in base64url, enough that two readings never collide. */
const HASH_CHARACTERS = 22;

/** The strings of a reading contain no control characters, so line feeds separate them unambiguously. */
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
