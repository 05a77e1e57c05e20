import { describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  ConflictException,
  NotFoundException,
  ServiceUnavailableException,
} from '@nestjs/common';
import { z } from 'zod';
import { ProblemError } from './problem-error.js';
import { problemOf } from './problem-of.js';
import { ProblemValidationPipe } from './validation-pipe.js';

describe('a problem body', () => {
  const schema = z.object({
    readings: z.array(z.object({ takenAt: z.string(), unit: z.enum(['kg', 'lb']) })),
  });

  it('names each invalid path and quotes no value', () => {
    const thrown = caught(schema, { readings: [{ takenAt: 5551234, unit: 'SECRET' }] });
    const { problem, isFault } = problemOf(thrown, 'r1');
    expect(isFault).toBe(false);
    expect(problem.status).toBe(400);
    expect(problem.errors?.map(({ path }) => path)).toEqual(['readings[0].takenAt', 'readings[0].unit']);
    expect(JSON.stringify(problem)).not.toMatch(/SECRET|5551234/);
  });

  it('quotes no member that is not a plain word, because it may be a name', () => {
    const strict = z.strictObject({ values: z.record(z.string(), z.number()) });
    const bodyOf = (input: unknown) => JSON.stringify(problemOf(caught(strict, input), 'r1').problem);
    expect(bodyOf({ values: {}, wieght: 1 })).toContain('wieght');
    expect(bodyOf({ values: {}, 'Jane Doe': 1 })).not.toContain('Jane');
    expect(bodyOf({ values: { 'Jane Doe': 'x' } })).not.toContain('Jane');
    expect(bodyOf({ values: { systolic: 'x' } })).toContain('values.systolic');
  });

  function caught(strict: z.ZodType, input: unknown): unknown {
    try {
      return new ProblemValidationPipe().transform(input, { type: 'body', schema: strict });
    } catch (error) {
      return error;
    }
  }

  it('answers 503 and when to retry while the store is unavailable', () => {
    const stepDown = { name: 'MongoServerError', code: 10107 };
    for (const away of [{ name: 'StorageUnavailable' }, { name: 'MongoServerSelectionError' }, stepDown]) {
      const answer = problemOf(Object.assign(new Error('disk full'), away), 'r1');
      expect(answer.problem.status).toBe(503);
      expect(answer.headers['Retry-After']).toBe('1');
      expect(JSON.stringify(answer.problem)).not.toContain('disk full');
    }
    expect(problemOf(new ServiceUnavailableException(), 'r1').problem.status).toBe(503);
  });

  it('answers 409 for a duplicate key, without the key', () => {
    const error = Object.assign(new Error('E11000 dup key: { phone: "5550100" }'), { code: 11_000 });
    const { problem } = problemOf(error, 'r1');
    expect(problem.status).toBe(409);
    expect(JSON.stringify(problem)).not.toContain('5550100');
  });

  it('answers anything unexpected with 500 and only the id of the request', () => {
    for (const error of [
      new TypeError('Jane Doe is not iterable'),
      'Jane Doe',
      null,
      new ProblemError(500, 'broken'),
    ]) {
      const { problem, isFault } = problemOf(error, 'r1');
      expect(problem).toMatchObject({ status: 500, requestId: 'r1' });
      expect(isFault).toBe(true);
      expect(JSON.stringify(problem)).not.toContain('Jane');
    }
  });

  it('keeps the messages of our own exceptions and drops those of the framework', () => {
    expect(problemOf(new ConflictException('version 3 is newer'), 'r').problem.detail).toBe(
      'version 3 is newer',
    );
    expect(
      problemOf(new NotFoundException('Cannot GET /v1/patients?mrn=123'), 'r').problem.detail,
    ).not.toContain('123');
    const json = new BadRequestException('Unexpected token J in JSON at position 0: Jane');
    expect(problemOf(json, 'r').problem.detail).not.toContain('Jane');
  });
});
