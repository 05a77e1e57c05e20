import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { IdempotentPost } from '../../identity/idempotency/idempotent-post.decorator.js';
import { TimerLogService } from './timer-log.service.js';
import type { StepOutcome } from './timer-store.js';
import {
  currentTimersAnswer,
  switchedAnswer,
  timerAnswer,
  timerConflict,
  timerLogAnswer,
  toTimerAnswer,
  type CurrentTimersAnswer,
  type SwitchedAnswer,
  type TimerAnswer,
  type TimerLogAnswer,
} from './timer.answer.js';
import type { StoredTimer } from './timer.doc.js';
import {
  heartbeatInput,
  idleInput,
  timerLogInput,
  timerStartInput,
  timerStopInput,
  timerSwitchInput,
  type IdleInput,
  type TimerLogInput,
  type TimerStartInput,
  type TimerStopInput,
  type TimerSwitchInput,
} from './timer.input.js';
import { TimersService } from './timers.service.js';

const STEPPED = { 200: timerAnswer, 404: PROBLEM, 409: timerConflict } as const;

@Controller('timers')
export class TimersController {
  constructor(
    private readonly timers: TimersService,
    private readonly log: TimerLogService,
    private readonly clock: Clock,
  ) {}

  @Post()
  @IdempotentPost()
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerAnswer) => ofRecords([timer]))
  @Answers({ 201: timerAnswer, 409: timerConflict })
  async start(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: timerStartInput }) body: TimerStartInput,
  ) {
    const started = await this.timers.start(principal, body);
    if (started.outcome === 'running') throw this.alreadyRunning(started.running);
    return this.toAnswer(started.stored);
  }

  /** The caller's running timer (null if there is none) and paused timers. */
  @Get('current')
  @RequireScopes('time:read')
  @Discloses('timers', ({ running, paused }: CurrentTimersAnswer) =>
    ofRecords(running ? [running, ...paused] : paused),
  )
  @Answers({ 200: currentTimersAnswer })
  async current(@CurrentPrincipal() principal: Principal) {
    const { running, paused } = await this.timers.current(principal);
    return {
      running: running && this.toAnswer(running),
      paused: paused.map((timer) => this.toAnswer(timer)),
    };
  }

  /** Clocked time next to granted time. */
  @Get('log')
  @RequireScopes('time:read')
  @Discloses('timers', ({ items }: TimerLogAnswer) => ofRecords(items))
  @Answers({ 200: timerLogAnswer })
  readLog(@CurrentPrincipal() principal: Principal, @Query({ schema: timerLogInput }) query: TimerLogInput) {
    return this.log.read(principal, query);
  }

  @Get(':id')
  @RequireScopes('time:read')
  @Discloses('timers', (timer: TimerAnswer) => ofRecords([timer]))
  @Answers(STEPPED)
  async get(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.shown(await this.timers.get(principal, id));
  }

  /** Send one every 30 seconds while the timer runs. */
  @Post(':id/heartbeat')
  @HttpCode(200)
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerAnswer) => ofRecords([timer]))
  @Answers(STEPPED)
  async heartbeat(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: heartbeatInput }) body: z.output<typeof heartbeatInput>,
  ) {
    return this.shown(await this.timers.heartbeat(principal, id, body.active));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerAnswer) => ofRecords([timer]))
  @Answers(STEPPED)
  async pause(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.shown(await this.timers.pause(principal, id));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerAnswer) => ofRecords([timer]))
  @Answers(STEPPED)
  async resume(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.shown(await this.timers.resume(principal, id));
  }

  @Post(':id/stop')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerAnswer) => ofRecords([timer]))
  @Answers(STEPPED)
  async stop(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: timerStopInput }) body: TimerStopInput,
  ) {
    return this.shown(await this.timers.stop(principal, id, body));
  }

  /** Stops one timer and starts another in one step. Returns the new timer with the stopped one in `stopped`. */
  @Post(':id/switch')
  @IdempotentPost()
  @RequireScopes('time:write')
  @Discloses('timers', (timer: Partial<SwitchedAnswer> & TimerAnswer) =>
    ofRecords(timer.stopped ? [timer, timer.stopped] : [timer]),
  )
  @Answers({
    201: switchedAnswer,
    404: PROBLEM,
    409: timerConflict,
  })
  async switch(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: timerSwitchInput }) body: TimerSwitchInput,
  ) {
    const switched = await this.timers.switch(principal, id, body);
    if (switched.outcome !== 'done') throw this.refusal(switched);
    return { ...this.toAnswer(switched.stored), stopped: this.toAnswer(switched.stopped) };
  }

  /** Answers the question "Were you working on this patient while idle?" */
  @Post(':id/idle')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerAnswer) => ofRecords([timer]))
  @Answers(STEPPED)
  async idle(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: idleInput }) body: IdleInput,
  ) {
    const decided = await this.timers.decideIdle(principal, id, body);
    if (decided.outcome === 'refused') {
      const detail = 'No idle stretch of this timer is waiting for an answer.';
      throw new ProblemError(409, detail, [], {}, { timer: this.toAnswer(decided.stored) });
    }
    return this.shown(decided);
  }

  private shown(outcome: StepOutcome): TimerAnswer {
    if (outcome.outcome === 'done') return this.toAnswer(outcome.stored);
    throw this.refusal(outcome);
  }

  private refusal(outcome: Exclude<StepOutcome, { outcome: 'done' }>): ProblemError {
    switch (outcome.outcome) {
      case 'running':
        return this.alreadyRunning(outcome.running);
      case 'refused': {
        const timer = this.toAnswer(outcome.stored);
        const detail = `The timer has ended (${timer.stopCause}); start a new one with POST /v1/timers.`;
        return new ProblemError(409, detail, [], {}, { timer });
      }
      case 'not_found':
        return new ProblemError(404, 'There is no such timer.');
    }
  }

  private alreadyRunning(running: StoredTimer): ProblemError {
    const { id } = running.timer;
    const detail = `Timer ${id} is running; stop it, or switch with POST /v1/timers/${id}/switch.`;
    return new ProblemError(409, detail, [], {}, { runningTimer: this.toAnswer(running) });
  }

  private toAnswer(stored: StoredTimer): TimerAnswer {
    return toTimerAnswer(stored, this.clock.now());
  }
}
