import type { Schema } from 'mongoose';

/**
 * The encrypted values of a collection: the path of each (`coverage[].memberId` looks into a list), and the name of the
 * field that is authenticated with it, which the {@link FieldCipher} is given.
 */
export type SealedFields = Readonly<Record<string, string>>;

const NONE: SealedFields = {};

/** Declares the encrypted fields of a collection: spread it into the options of the schema. What is not declared is not found when keys are changed. */
export function sealed(fields: SealedFields): { readonly sealed: SealedFields } {
  return { sealed: fields };
}

export function sealedFieldsOf(schema: Schema): SealedFields {
  return (
    (schema as unknown as { readonly options: { readonly sealed?: SealedFields } }).options.sealed ?? NONE
  );
}

/** One encrypted value where it stands in a document, for example at `coverage.0.memberId`. */
interface SealedValue {
  readonly at: string;
  readonly field: string;
  readonly value: string;
}

/** Every encrypted value of a document; what is null or missing is none. */
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
