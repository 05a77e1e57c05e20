import { describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { withDatabase } from '../support/with-database.js';

describe('the server of the tests', () => {
  it.each([
    'mongodb://127.0.0.1:27017',
    'mongodb://127.0.0.1:27017/',
    'mongodb://127.0.0.1:27017/practice?directConnection=true',
    'mongodb://127.0.0.1:27017?directConnection=true',
    'mongodb://user:p%2Fw%3F@a:27017,b:27018,c/practice?replicaSet=rs0',
    'mongodb://a:27017,b:27018/?replicaSet=rs0',
  ])('gets a database of their own: %s', (given) => {
    const before = new mongoose.mongo.MongoClient(given).options;
    const after = new mongoose.mongo.MongoClient(withDatabase(given, 'own-1')).options;
    expect(after.dbName).toBe('own-1');
    expect([after.hosts, after.replicaSet, after.credentials?.username]).toEqual([
      before.hosts,
      before.replicaSet,
      before.credentials?.username,
    ]);
  });
});
