import type { Schema } from 'mongoose';

/**
 * The encrypted values of a collection: the path of each (`coverage[].memberId` looks into a list), and the field name that
 * is authenticated with it, as passed to {@link FieldCipher}.
 */
export type SealedFields = Readonly<Record<string, string>>;

const NONE: SealedFields = {};

/**
 * Declares the encrypted fields of a collection. Spread it into the schema's options. Undeclared fields are missed when
 * keys are changed.
 */
export function sealed(fields: SealedFields): { readonly sealed: SealedFields } {
  return { sealed: fields };
}

export function sealedFieldsOf(schema: Schema): SealedFields {
  return (
    (schema as unknown as { readonly options: { readonly sealed?: SealedFields } }).options.sealed ?? NONE
  );
}

/** One encrypted value and its place in a document, for example `coverage.0.memberId`. */
interface SealedValue {
  readonly at: string;
  readonly field: string;
  readonly value: string;
}

/** Every encrypted value of a document. Skips null and missing values. */
export function sealedValuesOf(document: unknown, fields: SealedFields): SealedValue[] {
  return Object.entries(fields).flatMap(([path, field]) =>
    valuesAt(document, path.split('.'), '').map(({ at, value }) => ({ at, field, value })),
  );
}

function valuesAt(
  holder: unknown,
  [step, ...rest]: readonly string[],
  prefix: string,
): { at: string; value: string }[] {
  if (step === undefined) return typeof holder === 'string' ? [{ at: prefix, value: holder }] : [];
  if (typeof holder !== 'object' || holder === null) return [];
  const name = step.replace(/\[\]$/, '');
  const member = (holder as Record<string, unknown>)[name];
  const at = prefix === '' ? name : `${prefix}.${name}`;
  if (name === step) return valuesAt(member, rest, at);
  if (!Array.isArray(member)) return [];
  return member.flatMap((element, index) => valuesAt(element, rest, `${at}.${index}`));
}
