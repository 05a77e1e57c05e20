import mongoose from 'mongoose';

/** The value classes of the driver that mongoose itself carries, so that both engines yield the same. */
export const { ObjectId, Binary } = mongoose.mongo;
export type ObjectId = InstanceType<typeof mongoose.mongo.ObjectId>;
export type Binary = InstanceType<typeof mongoose.mongo.Binary>;
