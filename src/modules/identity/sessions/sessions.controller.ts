import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Config } from '../../../platform/config/config.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { listAnswer } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Public } from '../../../platform/http/public.decorator.js';
import { DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { refuseForeignPage } from './own-page.js';
import { contextOf } from './request-context.js';
import { sessionToken, setSessionCookie } from './session-cookie.js';
import {
  recoveryCodesAnswer,
  sessionAnswer,
  signedInAnswer,
  toSessionAnswer,
  toSignedInAnswer,
  type SessionAnswer,
  type SignedInAnswer,
} from './session.answer.js';
import { codeInput, newPasswordInput, proofInput, sessionParameter, signInInput } from './sessions.input.js';
import { SessionsService, type OpenSession } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';
import { CurrentSession, SignedIn } from './signed-in.decorator.js';

/** Signing in and out, and what users do with their own account. */
@DisclosesNothing()
@Controller()
@SignedIn()
export class SessionsController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionsService,
    private readonly config: Config,
  ) {}

  /** Sets the session cookie. Answers 401 whatever was wrong, and 429 with Retry-After after too many attempts. */
  @Post('session')
  @HttpCode(200)
  @Public()
  @Answers({ 200: signedInAnswer, 401: PROBLEM, 403: PROBLEM })
  async signIn(
    @Body({ schema: signInInput }) { practice, user, ...proof }: z.output<typeof signInInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInAnswer> {
    refuseForeignPage(request, this.config.publicUrl);
    const signIn = { practiceId: practice, userId: user, ...proof };
    const begun = await this.signIns.signIn(signIn, contextOf(request, this.config.proxyHops));
    if (begun === null) throw refused();
    await this.sessions.endReplaced(sessionToken(request, this.config));
    setSessionCookie({ request, reply }, this.config, begun.token);
    return toSignedInAnswer(begun);
  }

  @Get('session')
  @Answers({ 200: signedInAnswer })
  current(@CurrentSession() session: OpenSession): SignedInAnswer {
    return toSignedInAnswer(session);
  }

  @Delete('session')
  @HttpCode(204)
  @Answers({ 204: null })
  async signOut(
    @CurrentSession() session: OpenSession,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signIns.end(session, session.session.id, contextOf(request, this.config.proxyHops));
    setSessionCookie({ request, reply }, this.config, null);
  }

  /** Ends all sessions of the user and starts a new one for the caller. */
  @Post('session/password')
  @HttpCode(200)
  @Answers({ 200: signedInAnswer })
  async changePassword(
    @CurrentSession() session: OpenSession,
    @Body({ schema: newPasswordInput }) body: z.output<typeof newPasswordInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInAnswer> {
    const context = contextOf(request, this.config.proxyHops);
    const answer = await this.signIns.changePassword(session, body, context);
    switch (answer.outcome) {
      case 'refused':
        throw notProven();
      case 'bad_password':
        throw new ProblemError(400, 'The input is not valid.', [
          { path: 'newPassword', message: answer.fault },
        ]);
      case 'changed':
        setSessionCookie({ request, reply }, this.config, answer.begun.token);
        return toSignedInAnswer(answer.begun);
    }
  }

  /** Makes ten new recovery codes and shows them once. The old ones stop working. */
  @Post('session/recovery-codes')
  @HttpCode(200)
  @Answers({ 200: recoveryCodesAnswer })
  async renewRecoveryCodes(
    @CurrentSession() session: OpenSession,
    @Body({ schema: proofInput }) body: z.output<typeof proofInput>,
    @Req() request: FastifyRequest,
  ): Promise<{ readonly recoveryCodes: readonly string[] }> {
    const context = contextOf(request, this.config.proxyHops);
    const recoveryCodes = await this.signIns.renewRecoveryCodes(session, body, context);
    if (recoveryCodes === null) throw notProven();
    return { recoveryCodes };
  }

  /** Lists the user's own sessions, oldest first. */
  @Get('sessions')
  @Answers({ 200: listAnswer(sessionAnswer.extend({ current: z.boolean() })) })
  async list(
    @CurrentSession() open: OpenSession,
  ): Promise<{ items: (SessionAnswer & { readonly current: boolean })[]; next: null }> {
    const sessions = await this.sessions.listOwn(open);
    const items = sessions.map((session) => ({
      ...toSessionAnswer(session),
      current: session.id === open.session.id,
    }));
    return { items, next: null };
  }

  /**
   * Ends one of the user's own sessions, for example on a machine left behind. It takes a code, so that a stolen
   * session cannot end the others.
   */
  @Post('sessions/:id/end')
  @HttpCode(204)
  @Answers({ 204: null, 404: PROBLEM })
  async end(
    @CurrentSession() session: OpenSession,
    @Param({ schema: sessionParameter }) { id }: { readonly id: string },
    @Body({ schema: codeInput }) { code }: z.output<typeof codeInput>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const context = contextOf(request, this.config.proxyHops);
    if (!(await this.sessions.hasOwn(session.principal, id)))
      throw new ProblemError(404, 'There is no such session.');
    if (!(await this.signIns.proveCode(session, code, context)))
      throw new ProblemError(403, 'The code is wrong.');
    await this.signIns.end(session, id, context);
  }
}

function refused(): ProblemError {
  return new ProblemError(401, 'The practice, user, password or code is wrong.');
}

/** Not 401, because the session is valid. */
function notProven(): ProblemError {
  return new ProblemError(403, 'The password or code is wrong.');
}
