import mongoose from 'mongoose';

/** The value classes of mongoose's own driver, so that both engines return the same classes. */
export const { ObjectId, Binary } = mongoose.mongo;
export type ObjectId = InstanceType<typeof mongoose.mongo.ObjectId>;
export type Binary = InstanceType<typeof mongoose.mongo.Binary>;
