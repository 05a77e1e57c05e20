import { describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { namesDatabase } from './names-database.js';

/** The database that the driver uses if the string names none. */
const DRIVER_DEFAULT = 'test';

describe('a connection string', () => {
  it.each([
    ['mongodb://127.0.0.1:27017/practice', true],
    ['mongodb://127.0.0.1:27017/', false],
    ['mongodb://127.0.0.1:27017', false],
    ['mongodb://127.0.0.1:27017/?directConnection=true', false],
    ['mongodb://127.0.0.1:27017/practice?directConnection=true', true],
    ['mongodb://a:27017,b:27018,c/practice?replicaSet=rs0', true],
    ['mongodb://a:27017,b:27018,c/?replicaSet=rs0&authSource=admin', false],
    ['mongodb://user:p%2Fw%3F@a:27017,b:27018/practice', true],
    ['mongodb://user:p%2Fw@a:27017,b:27018', false],
    ['mongodb://[::1]:27017/practice', true],
    ['mongodb://%2Ftmp%2Fmongodb-27017.sock/practice', true],
    ['mongodb://%2Ftmp%2Fmongodb-27017.sock', false],
  ])('%s names a database: %s, as the driver reads it', (text, expected) => {
    expect(namesDatabase(text)).toBe(expected);
    expect(new mongoose.mongo.MongoClient(text).options.dbName !== DRIVER_DEFAULT).toBe(expected);
  });

  it('may name a DNS service record', () => {
    expect(namesDatabase('mongodb+srv://user:pw@cluster.example.org/practice?w=majority')).toBe(true);
    expect(namesDatabase('mongodb+srv://user:pw@cluster.example.org/?w=majority')).toBe(false);
  });
});
