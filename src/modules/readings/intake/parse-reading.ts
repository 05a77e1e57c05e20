import type { ReadingOrigin, SetAside } from '../../../domain/facts/readings/device.js';
import { arePlausible } from '../../../domain/facts/readings/plausible-values.js';
import { parseReadingInstant } from '../../../domain/facts/readings/reading-instant.js';
import { normalizeValue, unitsOf, type MeasuredValue } from '../../../domain/facts/readings/units.js';
import type { Instant } from '../../../domain/time/instant.js';
import { ofEpochDay } from '../../../domain/time/local-date.js';
import { pathErrors } from '../../../platform/errors/path-errors.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import type { PathError } from '../../../platform/errors/problem.js';
import { parseJsonText } from '../../../platform/http/limits/json-text.js';
import { rejected, type IntakeAnswer } from './intake.answer.js';
import type { NewReading } from './new-reading.js';
import { identify } from './reading-identity.js';
import { readingInput, type ReadingInput } from './reading.input.js';
import { SentReading } from './sent-reading.js';

const RAW_CHARACTERS_MAX = 65_536;
/** A gateway's clock may be ahead of ours by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
const LOINC = /^\d{1,7}-\d$/;

export interface ParseContext {
  readonly practiceId: string;
  /** A gateway's own source: its default and the only one it may use. Null: the sender must name a source. */
  readonly ownSource: string | null;
  readonly now: Instant;
  /** Readings measured at or after this instant are refused. Null: `now` and the clock skew decide. */
  readonly asOfEnd: Instant | null;
}

export type ParsedReading = { readonly reading: NewReading } | { readonly answer: IntakeAnswer };

/** Validates one reading and converts it to the stored form. Returns the sender's answer when it is refused. */
export function parseReading(input: unknown, context: ParseContext): ParsedReading {
  const raw = input instanceof SentReading ? input.text : textOf(input);
  if (raw === null || raw.length > RAW_CHARACTERS_MAX) return tooLarge();
  let payload = input instanceof SentReading ? input.value : input;
  if (payload === undefined) {
    try {
      payload = parseJsonText(raw);
    } catch (error) {
      return refused('not_json', [{ path: '', message: messageOf(error) }]);
    }
  }
  const shape = readingInput.safeParse(payload);
  if (!shape.success) return refused('invalid', pathErrors(shape.error.issues));
  const errors: PathError[] = [];
  const takenAt = instantAt(shape.data.takenAt, 'takenAt', errors);
  const receivedAt = instantAt(shape.data.receivedAt ?? null, 'receivedAt', errors);
  const values = normalized(shape.data, errors);
  const source = sourceOf(shape.data, context, errors);
  if (errors.length > 0 || takenAt === null || source === null) return refused('invalid', errors);
  if (context.ownSource !== null && source !== context.ownSource) {
    return refused('wrong_source', [{ path: 'source', message: 'must be the source of this gateway' }]);
  }
  if (isInFuture(takenAt, receivedAt, context)) {
    return refused('in_future', [
      { path: 'takenAt', message: 'must not be later than the time it was received' },
    ]);
  }
  return { reading: build({ input: shape.data, source, takenAt, receivedAt, values, raw }, context) };
}

function messageOf(error: unknown): string {
  return error instanceof ProblemError ? error.detail : 'must be JSON text';
}

interface Parts {
  readonly input: ReadingInput;
  readonly source: string;
  readonly takenAt: Instant;
  readonly receivedAt: Instant | null;
  readonly values: readonly MeasuredValue[];
  readonly raw: string;
}

function build(parts: Parts, context: ParseContext): NewReading {
  const { input, source, takenAt, values } = parts;
  const content = {
    deviceId: input.deviceId,
    takenAt,
    origin: input.origin satisfies ReadingOrigin,
    kind: input.kind ?? 'unspecified',
    ambiguousUser: input.user === 'ambiguous',
    values,
  };
  const sender = { practiceId: context.practiceId, source, externalId: input.externalId ?? null };
  const { key, bodyHash, id } = identify(sender, content);
  // Field by field, because spreading costs as much as the hashes.
  return {
    deviceId: content.deviceId,
    takenAt,
    origin: content.origin,
    kind: content.kind,
    ambiguousUser: content.ambiguousUser,
    values,
    key,
    bodyHash,
    id,
    source,
    receivedAt: parts.receivedAt ?? context.now,
    setAside: setAsideOf(content),
    raw: parts.raw,
  };
}

function setAsideOf(content: Pick<NewReading, 'origin' | 'kind' | 'values' | 'takenAt'>): SetAside | null {
  if (content.origin === 'test' || content.kind === 'battery') return 'not_a_measurement';
  // The patient's zone is not known yet. The bounds change only with years, so a day's difference does not matter.
  return arePlausible(content.values, ofEpochDay(Math.floor(content.takenAt / DAY_MS)))
    ? null
    : 'implausible';
}

function normalized(input: ReadingInput, errors: PathError[]): MeasuredValue[] {
  const values: MeasuredValue[] = [];
  if (input.kind !== 'battery' && input.values.length === 0) {
    errors.push({ path: 'values', message: 'must hold at least one value' });
  }
  for (const [index, measured] of input.values.entries()) {
    if (input.kind !== 'battery' && !LOINC.test(measured.code)) {
      errors.push({ path: `values[${index}].code`, message: 'must be a LOINC code' });
      continue;
    }
    const value = normalizeValue(measured);
    if (value !== null) values.push(value);
    else {
      const units = unitsOf(measured.code)?.join(', ');
      errors.push({ path: `values[${index}].unit`, message: `cannot be converted; known units: ${units}` });
    }
  }
  return values;
}

function sourceOf(input: ReadingInput, context: ParseContext, errors: PathError[]): string | null {
  const source = input.source ?? context.ownSource;
  if (source === null) errors.push({ path: 'source', message: 'is required' });
  return source;
}

function isInFuture(takenAt: Instant, receivedAt: Instant | null, context: ParseContext): boolean {
  if (receivedAt !== null && takenAt > receivedAt + CLOCK_SKEW_MS) return true;
  return context.asOfEnd === null ? takenAt > context.now + CLOCK_SKEW_MS : takenAt >= context.asOfEnd;
}

function instantAt(text: string | null, path: string, errors: PathError[]): Instant | null {
  if (text === null) return null;
  const parsed = parseReadingInstant(text);
  if (parsed === null) errors.push({ path, message: 'must be an ISO 8601 date and time with an offset' });
  return parsed;
}

/** Null when the input is nested too deeply to be serialized. */
function textOf(input: unknown): string | null {
  try {
    return JSON.stringify(input ?? null);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function refused(reason: string, errors: readonly PathError[]): ParsedReading {
  return { answer: rejected(reason, errors) };
}

function tooLarge(): ParsedReading {
  return refused('too_large', [{ path: '', message: `must be at most ${RAW_CHARACTERS_MAX} characters` }]);
}
