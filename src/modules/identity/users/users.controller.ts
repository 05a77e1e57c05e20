import { Body, Controller, Get, HttpCode, Param, Patch, Post, UseGuards } from '@nestjs/common';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { listAnswer } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { CallLimitGuard } from '../call-limit.guard.js';
import {
  toUserAnswer,
  toUserSetupAnswer,
  userAnswer,
  userSetupAnswer,
  type UserAnswer,
  type UserSetupAnswer,
} from './user.answer.js';
import {
  newUserInput,
  reasonInput,
  resetInput,
  STAFF_NEEDED,
  STAFF_UNKNOWN,
  userChangeInput,
  userParameter,
  type NewUserInput,
  type ReasonInput,
  type ResetInput,
  type UserChangeInput,
} from './users.input.js';
import { UsersService, type Changed } from './users.service.js';

@DisclosesNothing()
@Controller('users')
@RequireScopes('admin')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  /** Makes a user. The answer holds the one-time setup token, which is never shown again. */
  @Post()
  @UseGuards(CallLimitGuard)
  @Answers({ 201: userSetupAnswer, 409: PROBLEM })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: newUserInput }) body: NewUserInput,
  ): Promise<UserSetupAnswer> {
    const answer = await this.users.create(principal, body);
    switch (answer.outcome) {
      case 'created':
        return toUserSetupAnswer(answer.user, answer.token);
      case 'staff_unknown':
        throw unknownStaff();
      case 'exists':
        throw new ProblemError(409, 'A user with that id exists.');
    }
  }

  @Get()
  @RequireScopes('audit:read')
  @Answers({ 200: listAnswer(userAnswer) })
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: UserAnswer[]; next: null }> {
    return { items: (await this.users.list(principal)).map(toUserAnswer), next: null };
  }

  @Get(':id')
  @RequireScopes('audit:read')
  @Answers({ 200: userAnswer, 404: PROBLEM })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
  ): Promise<UserAnswer> {
    return toUserAnswer(known(await this.users.get(principal, id)));
  }

  /** Changes only the fields that are sent. Takes effect with the user's next request. */
  @Patch(':id')
  @Answers({ 200: userAnswer, 404: PROBLEM, 409: PROBLEM })
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
    @Body({ schema: userChangeInput }) { name, roles, staffId }: UserChangeInput,
  ): Promise<UserAnswer> {
    return toChangedAnswer(
      await this.users.change(principal, id, {
        ...(name !== undefined && { name }),
        ...(roles !== undefined && { roles }),
        ...(staffId !== undefined && { staffId }),
      }),
    );
  }

  /** Ends the user's sessions and revokes the user's tokens at once. */
  @Post(':id/disable')
  @HttpCode(200)
  @Answers({ 200: userAnswer, 404: PROBLEM, 409: PROBLEM })
  async disable(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
    @Body({ schema: reasonInput }) { reason }: ReasonInput,
  ): Promise<UserAnswer> {
    return toChangedAnswer(await this.users.disable(principal, id, reason));
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Answers({ 200: userAnswer, 404: PROBLEM, 409: PROBLEM })
  async enable(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
    @Body({ schema: reasonInput }) { reason }: ReasonInput,
  ): Promise<UserAnswer> {
    return toChangedAnswer(await this.users.enable(principal, id, reason));
  }

  /** Lets a user who is blocked after too many attempts sign in again at once. */
  @Post(':id/unlock')
  @HttpCode(200)
  @Answers({ 200: userAnswer, 404: PROBLEM })
  async unlock(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
    @Body({ schema: reasonInput }) { reason }: ReasonInput,
  ): Promise<UserAnswer> {
    return toUserAnswer(known(await this.users.unlock(principal, id, reason)));
  }

  /**
   * Removes the user's password, sessions and tokens, and the authenticator unless it is kept. Answers a new setup
   * token.
   */
  @Post(':id/reset')
  @UseGuards(CallLimitGuard)
  @HttpCode(200)
  @Answers({ 200: userSetupAnswer, 404: PROBLEM })
  async reset(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
    @Body({ schema: resetInput }) body: ResetInput,
  ): Promise<UserSetupAnswer> {
    const { user, token } = known(await this.users.reset(principal, id, body));
    return toUserSetupAnswer(user, token);
  }
}

function known<T>(value: T | null): T {
  if (value === null) throw new ProblemError(404, 'There is no such user.');
  return value;
}

function unknownStaff(): ProblemError {
  return new ProblemError(400, 'The input is not valid.', [STAFF_UNKNOWN]);
}

function toChangedAnswer(answer: Changed): UserAnswer {
  switch (answer.outcome) {
    case 'changed':
      return toUserAnswer(answer.user);
    case 'not_found':
      return known<UserAnswer>(null);
    case 'staff_needed':
      throw new ProblemError(400, 'The input is not valid.', [
        { path: STAFF_NEEDED.path.join('.'), message: STAFF_NEEDED.message },
      ]);
    case 'staff_unknown':
      throw unknownStaff();
    case 'last_administrator':
      throw new ProblemError(409, 'The practice would be left without an administrator.');
  }
}
