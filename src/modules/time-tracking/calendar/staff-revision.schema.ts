import { Schema } from 'mongoose';

export const STAFF_REVISIONS = 'staffRevisions';

/** Counts the writes to one staff member's time, so that a copy in memory can tell when it is outdated. */
export interface StaffRevisionDoc {
  _id: string;
  practiceId: string;
  id: string;
  revision: number;
}

export const staffRevisionSchema = new Schema<StaffRevisionDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    id: { type: String, required: true },
    revision: { type: Number, required: true },
  },
  { collection: STAFF_REVISIONS, versionKey: false, id: false },
);
