import { invariant } from '../../domain/invariant.js';
import { jobPrincipal } from '../../modules/caller/principal.js';
import type { Role } from '../../modules/identity/users/role.js';
import { UsersService } from '../../modules/identity/users/users.service.js';
import type { RunningServer } from '../../start-server.js';
import { table } from '../terminal/table.js';

interface DemoUser {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly [Role];
  readonly staffId: string | null;
}

const DEMO_USERS: readonly DemoUser[] = [
  { id: 'manager', name: 'Demo Care Manager', roles: ['care_manager'], staffId: 'RN-1' },
  { id: 'clinician', name: 'Demo Clinician', roles: ['clinician'], staffId: 'MD-1' },
  { id: 'biller', name: 'Demo Biller', roles: ['biller'], staffId: null },
  { id: 'compliance', name: 'Demo Compliance Lead', roles: ['compliance'], staffId: null },
  { id: 'admin', name: 'Demo Administrator', roles: ['administrator'], staffId: null },
];

/** Creates one user per role. Nobody has a password yet: each token lets its holder set one, once. */
export async function demoUsersTable(server: RunningServer, practiceId: string): Promise<string> {
  const users = server.app.get(UsersService);
  const rows: string[][] = [];
  for (const { roles, ...user } of DEMO_USERS) {
    const made = await users.create(jobPrincipal(practiceId), { ...user, roles: [...roles] });
    invariant(made.outcome === 'created', 'the demo already has that user');
    rows.push([user.id, roles[0], made.token]);
  }
  return table([{ title: 'user' }, { title: 'role' }, { title: 'one-time setup token' }], rows);
}
