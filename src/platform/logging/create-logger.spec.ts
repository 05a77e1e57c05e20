import { describe, expect, it } from '@jest/globals';
import { createLogger } from './create-logger.js';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('debug', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it('removes what identifies a person or grants access, two levels deep', () => {
    const text = logged((logger) =>
      logger.info({ mrn: 'SECRET', patient: { name: 'SECRET', id: 'p1' }, a: { b: { token: 'SECRET' } } }),
    );
    expect(text).not.toContain('SECRET');
    expect(text).toContain('"id":"p1"');
  });

  it('is one JSON object per line, in UTC, whatever a text holds', () => {
    const forged = 'x\n{"level":"fatal"}\r\n\u2028%s %d %j %%';
    const lines = logged((logger) => logger.warn({ device: forged, n: 1 }, forged)).split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      ...{ level: 'warn', device: forged, n: 1, msg: forged },
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it('keeps the type and stack of an error, but no message that quotes values', () => {
    const quoting = Object.assign(new Error('Cast to date failed for value "SECRET"'), { name: 'CastError' });
    const key = new Error('E11000 duplicate key error collection: c index: i dup key: { phone: "SECRET" }');
    const cause = new Error('outer', { cause: quoting });
    let json: unknown;
    try {
      JSON.parse('SECRET');
    } catch (error) {
      json = error;
    }
    const text = logged((logger) =>
      [quoting, key, cause, json].forEach((err) => logger.error({ err }, 'failed')),
    );
    expect(text).not.toContain('SECRET');
    expect(text).toContain('"type":"CastError"');
    expect(text).toContain('"message":"outer"');
    expect(text).toContain('create-logger.spec');
  });
});
