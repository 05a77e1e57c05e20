import type { Schema } from 'mongoose';

/** How a cross-practice query restricts a field: to a text, to true, to everything up to a moment, or to what follows a key. */
export type QuestionForm = 'text' | 'true' | 'lte' | 'lt' | 'gt';

/** A query without a practice. Its filter has exactly these fields in these forms. */
export interface CrossPracticeQuestion {
  readonly operation: 'find' | 'findOne' | 'distinct' | 'updateOne' | 'deleteOne' | 'deleteMany';
  readonly filter: Readonly<Record<string, QuestionForm>>;
  /** Why it cannot be bound to a practice. */
  readonly reason: string;
}

/** How the documents of a collection belong to practices. The default is {@link BY_DOC_ID}. */
export interface Tenancy {
  /** How an `_id` relates to the practice: `docId` begins with it, `practice` equals it, `none` is unrelated. */
  readonly key: 'docId' | 'practice' | 'none';
  readonly crossPractice: readonly CrossPracticeQuestion[];
  /** Why the documents belong to no practice. Queries of such a collection are not checked. Otherwise null. */
  readonly outsidePractices: string | null;
}

const BY_DOC_ID: Tenancy = { key: 'docId', crossPractice: [], outsidePractices: null };

/** Declares what differs from {@link BY_DOC_ID}. Spread it into the options of the schema. */
export function tenancy(differs: Partial<Tenancy>): { readonly tenancy: Tenancy } {
  return { tenancy: { ...BY_DOC_ID, ...differs } };
}

export function tenancyOf(schema: Schema): Tenancy {
  const options = (schema as unknown as { readonly options: { readonly tenancy?: Tenancy } }).options;
  return options.tenancy ?? BY_DOC_ID;
}
