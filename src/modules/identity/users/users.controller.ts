import { Body, Controller, Get, HttpCode, Param, Patch, Post, UseGuards } from '@nestjs/common';
import { formatInstant } from '../../../domain/time/instant.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { listAnswer } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { CallLimitGuard } from '../call-limit.guard.js';
import type { User } from './user.js';
import {
  userSetupAnswer,
  newUserSchema,
  reasonSchema,
  resetSchema,
  STAFF_NEEDED,
  STAFF_UNKNOWN,
  userAnswer,
  userChangeSchema,
  userParameter,
  userView,
  type NewUserBody,
  type ReasonBody,
  type ResetBody,
  type UserChangeBody,
} from './users.input.js';
import { UsersService, type Changed, type StartedSetup } from './users.service.js';

type UserView = ReturnType<typeof userView>;
type UserSetupView = UserView & {
  readonly accountSetup: { readonly token: string; readonly expiresAt: string | null };
};

@DisclosesNothing()
@Controller('users')
@RequireScopes('admin')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  /** The answer holds the one-time setup token, which is never shown again. */
  @Post()
  @UseGuards(CallLimitGuard)
  @Answers({ 201: userSetupAnswer, 409: PROBLEM })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: newUserSchema }) body: NewUserBody,
  ): Promise<UserSetupView> {
    const answer = await this.users.create(principal, body);
    switch (answer.outcome) {
      case 'created':
        return userSetupView(answer);
      case 'staff_unknown':
        throw unknownStaff();
      case 'exists':
        throw new ProblemError(409, 'There is a user of that id.');
    }
  }

  @Get()
  @RequireScopes('audit:read')
  @Answers({ 200: listAnswer(userAnswer) })
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: UserView[]; next: null }> {
    return { items: (await this.users.list(principal)).map(userView), next: null };
  }

  @Get(':id')
  @RequireScopes('audit:read')
  @Answers({ 200: userAnswer, 404: PROBLEM })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
  ): Promise<UserView> {
    return userView(known(await this.users.get(principal, id)));
  }

  /** Changes what is given; it holds from the user's next request on. */
  @Patch(':id')
  @Answers({ 200: userAnswer, 404: PROBLEM, 409: PROBLEM })
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
    @Body({ schema: userChangeSchema }) { name, roles, staffId }: UserChangeBody,
  ): Promise<UserView> {
    return changedView(
      await this.users.change(principal, id, {
        ...(name !== undefined && { name }),
        ...(roles !== undefined && { roles }),
        ...(staffId !== undefined && { staffId }),
      }),
    );
  }

  /** Ends the user's sessions and tokens at once. */
  @Post(':id/disable')
  @HttpCode(200)
  @Answers({ 200: userAnswer, 404: PROBLEM, 409: PROBLEM })
  async disable(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
    @Body({ schema: reasonSchema }) { reason }: ReasonBody,
  ): Promise<UserView> {
    return changedView(await this.users.disable(principal, id, reason));
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Answers({ 200: userAnswer, 404: PROBLEM, 409: PROBLEM })
  async enable(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
    @Body({ schema: reasonSchema }) { reason }: ReasonBody,
  ): Promise<UserView> {
    return changedView(await this.users.enable(principal, id, reason));
  }

  /** After too many attempts under the user's name: takes the waiting time away. */
  @Post(':id/unlock')
  @HttpCode(200)
  @Answers({ 200: userAnswer, 404: PROBLEM })
  async unlock(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
    @Body({ schema: reasonSchema }) { reason }: ReasonBody,
  ): Promise<UserView> {
    return userView(known(await this.users.unlock(principal, id, reason)));
  }

  /** Takes password, sessions and tokens away, the authenticator too unless it is kept, and answers a new setup token. */
  @Post(':id/reset')
  @UseGuards(CallLimitGuard)
  @HttpCode(200)
  @Answers({ 200: userSetupAnswer, 404: PROBLEM })
  async reset(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: userParameter }) { id }: { readonly id: string },
    @Body({ schema: resetSchema }) body: ResetBody,
  ): Promise<UserSetupView> {
    return userSetupView(known(await this.users.reset(principal, id, body)));
  }
}

function known<T>(value: T | null): T {
  if (value === null) throw new ProblemError(404, 'There is no such user.');
  return value;
}

function unknownStaff(): ProblemError {
  return new ProblemError(400, 'The input is not valid.', [STAFF_UNKNOWN]);
}

function changedView(answer: Changed): UserView {
  switch (answer.outcome) {
    case 'changed':
      return userView(answer.user);
    case 'not_found':
      return known<UserView>(null);
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

function userSetupView({ user, token }: StartedSetup & { readonly user: User }): UserSetupView {
  const { accountSetupExpiresAt } = user;
  const expiresAt = accountSetupExpiresAt === null ? null : formatInstant(accountSetupExpiresAt);
  return { ...userView(user), accountSetup: { token, expiresAt } };
}
