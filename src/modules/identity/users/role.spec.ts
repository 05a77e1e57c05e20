import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALL_SCOPES, holds, type Scope } from '../../caller/principal.js';
import { ROLE_SCOPES, ROLES, scopesOf, type Role } from './role.js';

const PAGE = new URL('../../../../docs/security/roles.md', import.meta.url);
/** Every scope that the role satisfies, including the narrower scopes that its own ones include. */
const reachOf = (role: Role) => ALL_SCOPES.filter((scope) => holds({ scopes: ROLE_SCOPES[role] }, scope));
const reads = (scope: Scope) => /:(read|limited)$/.test(scope);

describe('roles', () => {
  it('reach the scopes in the printed table', () => {
    const [, table = ''] = /<!-- roles -->([\s\S]*)<!-- \/roles -->/.exec(readFileSync(PAGE, 'utf8')) ?? [];
    const [head = [], , ...rows] = table
      .trim()
      .split('\n')
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const words = (role: Role) => role.replace('_', ' ').replace(/^./, (first) => first.toUpperCase());
    expect(head).toEqual(['Scope', ...ROLES.map(words)]);
    expect(rows).toEqual(
      ALL_SCOPES.map((scope) => [
        `\`${scope}\``,
        ...ROLES.map((role) => (reachOf(role).includes(scope) ? 'yes' : '')),
      ]),
    );
  });

  it('let compliance read everything and change nothing', () => {
    expect(reachOf('compliance')).toEqual(ALL_SCOPES.filter(reads));
  });

  it('keep patients from administrators and full identifiers from billers', () => {
    expect(reachOf('administrator')).toEqual(['practice:read', 'audit:read', 'admin']);
    expect(reachOf('biller')).not.toContain('records:read');
    expect(reachOf('biller')).not.toContain('records:write');
  });

  it('give administration only to administrators and charges only to billers', () => {
    const holders = (scope: Scope) => ROLES.filter((role) => reachOf(role).includes(scope));
    expect(holders('admin')).toEqual(['administrator']);
    expect(holders('billing:write')).toEqual(['biller']);
    expect(holders('readings:write')).toEqual([]);
  });

  it('add up: together they hold exactly what any one of them holds', () => {
    fc.assert(
      fc.property(fc.subarray([...ROLES]), (roles) => {
        const scopes = scopesOf(roles);
        expect(new Set(scopes).size).toBe(scopes.length);
        for (const scope of ALL_SCOPES) {
          expect(holds({ scopes }, scope)).toBe(roles.some((role) => reachOf(role).includes(scope)));
        }
        for (const role of roles) expect(scopes).toEqual(expect.arrayContaining([...ROLE_SCOPES[role]]));
      }),
    );
  });
});
