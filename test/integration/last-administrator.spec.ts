import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jobPrincipal, type Principal } from '../../src/modules/caller/principal.js';
import { UsersRepository } from '../../src/modules/identity/users/users.repository.js';
import { UsersService } from '../../src/modules/identity/users/users.service.js';
import { startTestApp, type TestApp } from '../support/app.js';

const ROUNDS = 10;

describe('the last administrator', () => {
  let product: TestApp;
  let users: UsersService;
  beforeAll(async () => {
    product = await startTestApp();
    users = product.app.get(UsersService);
  });
  afterAll(() => product.close());

  async function practiceOf(name: string, ids: readonly string[]): Promise<Principal> {
    const principal = jobPrincipal(name);
    for (const id of ids)
      await users.create(principal, { id, name: id, roles: ['administrator'], staffId: null });
    return principal;
  }
  const left = async (principal: Principal) =>
    (await users.list(principal)).filter(
      ({ disabledAt, roles }) => disabledAt === null && roles.includes('administrator'),
    ).length;

  it('stays, no matter how many disable and demote each other at once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const ids = ['a', 'b', 'c', 'd'].slice(0, 2 + (round % 3));
      const principal = await practiceOf(`race-${round}`, ids);
      const answers = await Promise.all(
        ids.map((id, n) =>
          (round + n) % 2 === 0
            ? users.disable(principal, id, 'leaves')
            : users.change(principal, id, { roles: ['compliance'] }),
        ),
      );
      expect(answers.some(({ outcome }) => outcome === 'last_administrator')).toBe(true);
      expect(await left(principal)).toBeGreaterThan(0);
    }
  });

  it('stays even if both read before either wrote', async () => {
    const principal = await practiceOf('held', ['a', 'b']);
    const repository = product.app.get(UsersRepository);
    const disable = repository.disable.bind(repository);
    let waiting = 0;
    let open = (): void => undefined;
    const both = new Promise<void>((resolve) => (open = resolve));
    repository.disable = async (...given) => {
      waiting += 1;
      if (waiting === 2) open();
      await both;
      return disable(...given);
    };
    try {
      const answers = await Promise.all(['a', 'b'].map((id) => users.disable(principal, id, 'leaves')));
      expect(answers.map(({ outcome }) => outcome)).toContain('last_administrator');
    } finally {
      repository.disable = disable;
    }
    expect(await left(principal)).toBeGreaterThan(0);
  });
});
