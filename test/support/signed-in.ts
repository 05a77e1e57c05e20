import { TOTP } from 'otpauth';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import type { Role } from '../../src/modules/identity/users/role.js';
import { UsersService } from '../../src/modules/identity/users/users.service.js';
import { PracticesService } from '../../src/modules/practices/practices.service.js';
import { staffContent } from '../../src/modules/practices/staff/staff-member.input.js';
import type { TestApp } from './app.js';

export const PASSWORD = 'harbor violet kettle 9';
const STEP_SECONDS = 30;

export interface BrowserAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // The shape differs by route; each test names what it expects.
  readonly body: Record<string, never>;
}

/** Keeps its session cookie and sends what the product's own page would send. */
export class Browser {
  cookie: string | null = null;

  constructor(private readonly product: TestApp) {}

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string | undefined> = {},
  ): Promise<BrowserAnswer> {
    const all: Record<string, string | undefined> = {
      'x-tally-request': '1',
      ...(this.cookie !== null && { cookie: this.cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
    const sent = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const answer = await fetch(`${this.product.baseUrl}/v1/${path}`, {
      method,
      headers: sent,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    if (cookie !== undefined) this.cookie = cookie.endsWith('=') ? null : cookie;
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: text.startsWith('{') ? (JSON.parse(text) as BrowserAnswer['body']) : {},
    };
  }
}

/** A user whose account is set up, with everything needed to sign in. */
export interface TestUser {
  readonly practice: string;
  readonly id: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** The browser in which the user set up the account, signed in. */
  readonly browser: Browser;
}

/** The code that an authenticator shows at the test's clock, or the given number of steps away from it. */
export function codeOf(product: TestApp, secret: string, steps = 0): string {
  const timestamp = product.clock.now() + steps * STEP_SECONDS * 1000;
  return new TOTP({ secret, digits: 6, period: STEP_SECONDS }).generate({ timestamp });
}

/** A staff record for a user to act as. */
export async function putStaff(product: TestApp, practice: string, id: string): Promise<void> {
  const content = staffContent.parse({ name: `Staff ${id}`, role: 'clinical_staff' });
  await product.app.get(PracticesService).putStaff(jobPrincipal(practice), { ...content, id });
}

/** Makes a user and sets up the account over HTTP. Then moves the clock forward by a step, so that the next code is a new one. */
export async function setUpUser(
  product: TestApp,
  practice: string,
  id: string,
  roles: readonly [Role, ...Role[]],
): Promise<TestUser> {
  await putStaff(product, practice, `STAFF-${id}`);
  const made = await product.app
    .get(UsersService)
    .create(jobPrincipal(practice), { id, name: `User ${id}`, roles: [...roles], staffId: `STAFF-${id}` });
  if (made.outcome !== 'created') throw new Error(`there is a user ${id}`);
  const browser = new Browser(product);
  const { secret, recoveryCodes } = await setUpAccount(product, browser, made.token);
  return { practice, id, secret, recoveryCodes, browser };
}

/** Uses up a setup token in that browser. */
export async function setUpAccount(
  product: TestApp,
  browser: Browser,
  token: string,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const started = await browser.call('POST', 'account-setup/start', { token });
  const { secret } = (started.body as unknown as { totp: { secret: string } }).totp;
  const finished = await browser.call('POST', 'account-setup/finish', {
    token,
    password: PASSWORD,
    code: codeOf(product, secret),
  });
  if (finished.status !== 200) throw new Error(`account not set up: ${finished.text}`);
  product.clock.advanceSeconds(STEP_SECONDS);
  return { secret, recoveryCodes: finished.body['recoveryCodes'] as unknown as string[] };
}
