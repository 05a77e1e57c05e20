import { describe, expect, it } from '@jest/globals';
import { duplicatePositions } from './duplicate-positions.js';

const DUPLICATE = 11_000;
const failure = (parts: object) => Object.assign(new Error('bulk'), { code: DUPLICATE }, parts);
const confirmedBy = (unconfirmed?: { code: number }) => ({ getWriteConcernError: () => unconfirmed });

function thrownFor(error: unknown): unknown {
  try {
    return duplicatePositions(error);
  } catch (thrown) {
    return thrown;
  }
}

describe('duplicatePositions', () => {
  it('gives the positions of the rejected documents, even of a single one', () => {
    const writeErrors = [
      { index: 1, code: DUPLICATE },
      { index: 4, code: DUPLICATE },
    ];
    expect(duplicatePositions(failure({ writeErrors, result: confirmedBy() }))).toEqual(new Set([1, 4]));
    expect(duplicatePositions(failure({ writeErrors: { index: 0, code: DUPLICATE } }))).toEqual(new Set([0]));
  });

  it.each([
    failure({}),
    failure({ writeErrors: [] }),
    failure({
      writeErrors: [
        { index: 0, code: DUPLICATE },
        { index: 1, code: 14_031 },
      ],
    }),
    new Error('gone'),
    undefined,
  ])('rethrows every other failure: %p', (error) => {
    expect(thrownFor(error)).toBe(error);
  });

  it('does not count documents as stored that the majority did not confirm', () => {
    const error = failure({
      writeErrors: [{ index: 0, code: DUPLICATE }],
      result: confirmedBy({ code: 64 }),
    });
    expect(thrownFor(error)).toMatchObject({ code: 64, cause: error });
  });
});
