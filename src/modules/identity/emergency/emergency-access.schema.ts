import { Schema } from 'mongoose';

export const EMERGENCY_ACCESS = 'emergencyAccess';

/** Nothing is ever removed from this collection. */
export interface EmergencyAccessDoc {
  _id: string;
  practiceId: string;
  id: string;
  userId: string;
  sessionId: string;
  reason: string;
  patientId: string | null;
  scopes: string[];
  openedAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
}

export const emergencyAccessSchema = new Schema<EmergencyAccessDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    id: { type: String, required: true },
    userId: { type: String, required: true },
    sessionId: { type: String, required: true },
    reason: { type: String, required: true },
    patientId: { type: String, default: null },
    scopes: { type: [String], required: true },
    openedAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    endedAt: { type: Date, default: null },
    endedBy: { type: String, default: null },
  },
  { collection: EMERGENCY_ACCESS, versionKey: false, id: false },
);
emergencyAccessSchema.index({ practiceId: 1, openedAt: 1, id: 1 });
