import { TOTP } from 'otpauth';

export const OWN_USER = 'conforming';

/** Creates a user with every role on a running server and signs in. @returns the session cookie */
export async function signedInCookie(baseUrl: string, token: string): Promise<string> {
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${baseUrl}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tally-request': '1', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer;
  };
  const roles = ['care_manager', 'clinician', 'biller', 'compliance', 'administrator'];
  const made = await post(
    'users',
    { id: OWN_USER, name: 'Conforming', roles, staffId: 'RN-1' },
    { authorization: `Bearer ${token}` },
  );
  const { accountSetup } = (await made.json()) as { readonly accountSetup: { readonly token: string } };
  const started = await post('account-setup/start', { token: accountSetup.token });
  const { totp } = (await started.json()) as { readonly totp: { readonly secret: string } };
  const code = new TOTP({ secret: totp.secret, digits: 6, period: 30 }).generate();
  const password = 'lantern orbit walnut 9';
  const finished = await post('account-setup/finish', { token: accountSetup.token, password, code });
  return finished.headers.get('set-cookie')?.split(';')[0] ?? '';
}
