import { Schema } from 'mongoose';
import { sealed, type SealedFields } from '../../platform/crypto/sealed-fields.js';
import { tenancy, type CrossPracticeQuestion } from '../../platform/database/tenants/tenancy.js';

/** The fields that every document of a practice has besides its own. */
export interface RecordDoc {
  _id: string;
  practiceId: string;
  id: string;
  version: number;
}

interface RecordSchemaParts {
  readonly encrypted?: SealedFields;
  readonly crossPractice?: readonly CrossPracticeQuestion[];
}

/**
 * A schema with the common paths and the paths that filters use. The zod schemas at the border decide what is stored, so
 * documents are written and read without mongoose building them.
 */
export function recordSchema<D extends RecordDoc>(
  collection: string,
  filtered: Readonly<
    Record<string, StringConstructor | DateConstructor | NumberConstructor | BooleanConstructor>
  > = {},
  { encrypted = {}, crossPractice = [] }: RecordSchemaParts = {},
): Schema<D> {
  const common = { _id: String, practiceId: String, id: String, version: Number };
  return new Schema<D>({ ...common, ...filtered } as never, {
    collection,
    ...sealed(encrypted),
    autoIndex: false,
    versionKey: false,
    id: false,
    minimize: false,
    strict: false,
    ...tenancy({ crossPractice }),
  });
}
