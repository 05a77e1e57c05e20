import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Config } from '../../../platform/config/config.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Public } from '../../../platform/http/public.decorator.js';
import { refuseForeignPage } from '../sessions/own-page.js';
import { contextOf } from '../sessions/request-context.js';
import { setSessionCookie } from '../sessions/session-cookie.js';
import {
  recoveryCodesAnswer,
  signedInAnswer,
  toSignedInAnswer,
  type SignedInAnswer,
} from '../sessions/session.answer.js';
import { accountSetupFinishInput, accountSetupStartInput } from './account-setup.input.js';
import { AccountSetupService } from './account-setup.service.js';

const startedAnswer = z.strictObject({
  practiceId: z.string(),
  user: z.strictObject({ id: z.string(), name: z.string() }),
  totp: z.strictObject({ secret: z.string(), uri: z.string() }).nullable(),
});

/** Setting up an account with a one-time setup token: first the authenticator, then the password and a code. */
@Controller('account-setup')
@Public()
export class AccountSetupController {
  constructor(
    private readonly accountSetup: AccountSetupService,
    private readonly config: Config,
  ) {}

  /**
   * Answers the secret for an authenticator app, the same each time it is asked. The secret is null when the existing
   * authenticator is kept. Answers 401 for any token that is not valid.
   */
  @Post('start')
  @HttpCode(200)
  @Answers({ 200: startedAnswer, 401: PROBLEM, 403: PROBLEM })
  async start(
    @Body({ schema: accountSetupStartInput }) { token }: z.output<typeof accountSetupStartInput>,
    @Req() request: FastifyRequest,
  ) {
    refuseForeignPage(request, this.config.publicUrl);
    const started = await this.accountSetup.start(token, contextOf(request, this.config.proxyHops));
    if (started === null) throw refused();
    const { user, totp } = started;
    return { practiceId: user.practiceId, user: { id: user.id, name: user.name }, totp };
  }

  /**
   * Sets the password and authenticator, uses up the token and signs the user in. The recovery codes are shown once.
   */
  @Post('finish')
  @HttpCode(200)
  @Answers({
    200: signedInAnswer.extend(recoveryCodesAnswer.shape),
    401: PROBLEM,
    403: PROBLEM,
    409: PROBLEM,
  })
  async finish(
    @Body({ schema: accountSetupFinishInput }) body: z.output<typeof accountSetupFinishInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInAnswer & { readonly recoveryCodes: readonly string[] }> {
    refuseForeignPage(request, this.config.publicUrl);
    const answer = await this.accountSetup.finish(body, contextOf(request, this.config.proxyHops));
    switch (answer.outcome) {
      case 'refused':
        throw refused();
      case 'not_started':
        throw new ProblemError(409, 'Call start first to get the secret for the authenticator.');
      case 'wrong_code':
        throw invalid('code', 'is not the code that the authenticator shows');
      case 'bad_password':
        throw invalid('password', answer.fault);
      case 'set_up':
        setSessionCookie({ request, reply }, this.config, answer.begun.token);
        return { ...toSignedInAnswer(answer.begun), recoveryCodes: answer.recoveryCodes };
    }
  }
}

function refused(): ProblemError {
  return new ProblemError(401, 'The setup token is not valid.');
}

function invalid(path: string, message: string): ProblemError {
  return new ProblemError(400, 'The input is not valid.', [{ path, message }]);
}
