import { Schema } from 'mongoose';
import { sealed, type SealedFields } from '../../platform/crypto/sealed-fields.js';
import { tenancy, type CrossPracticeQuestion } from '../../platform/database/tenants/tenancy.js';

/** What every document of a practice carries beside its own fields. */
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
 * A schema that names the common paths and those that filters use; what is stored is decided by the zod
 * schemas at the border, so documents are written and read without being built by mongoose.
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
