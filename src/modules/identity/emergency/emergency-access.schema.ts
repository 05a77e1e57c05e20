import { Schema } from 'mongoose';
import type { EmergencyAccessDoc } from './emergency-access.doc.js';

export const EMERGENCY_ACCESS = 'emergencyAccess';

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
