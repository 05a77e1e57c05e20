import type { Schema } from 'mongoose';

/** How a cross-practice question bounds a field: a plain text, the value true, everything up to a moment or behind a key. */
export type QuestionForm = 'text' | 'true' | 'lte' | 'lt' | 'gt';

/** A question that is asked without a practice. Its filter has these fields in these forms, no more and no fewer. */
export interface CrossPracticeQuestion {
  readonly operation: 'find' | 'findOne' | 'distinct' | 'updateOne' | 'deleteOne' | 'deleteMany';
  readonly filter: Readonly<Record<string, QuestionForm>>;
  /** Why no practice can bound it. */
  readonly reason: string;
}

/** How the documents of a collection belong to practices. What a schema does not say holds as in {@link BY_DOC_ID}. */
export interface Tenancy {
  /** What an `_id` tells of its practice: `docId` begins with it, `practice` is it, `none` says nothing. */
  readonly key: 'docId' | 'practice' | 'none';
  readonly crossPractice: readonly CrossPracticeQuestion[];
  /** Set where documents belong to no practice: why. Nothing is then asked of a query. */
  readonly outsidePractices: string | null;
}

export const BY_DOC_ID: Tenancy = { key: 'docId', crossPractice: [], outsidePractices: null };

/** Declares what differs from {@link BY_DOC_ID}: spread it into the options of the schema. */
export function tenancy(differs: Partial<Tenancy>): { readonly tenancy: Tenancy } {
  return { tenancy: { ...BY_DOC_ID, ...differs } };
}

export function tenancyOf(schema: Schema): Tenancy {
  const options = (schema as unknown as { readonly options: { readonly tenancy?: Tenancy } }).options;
  return options.tenancy ?? BY_DOC_ID;
}
