import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { noteDisclosed } from '../../caller/request-trace.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { IdempotentPost } from '../../identity/idempotency/idempotent-post.decorator.js';
import { problemAnswer } from '../problem-answer.js';
import { timerLogAnswer, TimerLogService, type TimerLog } from './timer-log.service.js';
import { timerAnswer, timerConflict, timerView, type TimerView } from './timer.answer.js';
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
import { TimersService, type TimerOutcome } from './timers.service.js';

type TimerRefusal =
  | { readonly outcome: 'running'; readonly running: StoredTimer }
  | { readonly outcome: 'refused'; readonly stored: StoredTimer }
  | { readonly outcome: 'not_found' };

interface CurrentTimers {
  readonly running: TimerView | null;
  readonly paused: readonly TimerView[];
}

const currentAnswer = z.strictObject({ running: timerAnswer.nullable(), paused: z.array(timerAnswer) });
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
  @Discloses('timers', (timer: TimerView) => ofRecords([timer]))
  @Answers({ 201: timerAnswer, 409: timerConflict })
  async start(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: timerStartInput }) body: TimerStartInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const started = await this.timers.start(principal, body);
    return started.outcome === 'running'
      ? this.running(principal, reply, started.running)
      : this.view(started.stored);
  }

  /** The caller's running timer, null without one, and those that are paused. */
  @Get('current')
  @RequireScopes('time:read')
  @Discloses('timers', ({ running, paused }: CurrentTimers) =>
    ofRecords(running ? [running, ...paused] : paused),
  )
  @Answers({ 200: currentAnswer })
  async current(@CurrentPrincipal() principal: Principal) {
    const { running, paused } = await this.timers.current(principal);
    return { running: running && this.view(running), paused: paused.map((timer) => this.view(timer)) };
  }

  /** Claimed versus granted. */
  @Get('log')
  @RequireScopes('time:read')
  @Discloses('timers', ({ items }: TimerLog) => ofRecords(items))
  @Answers({ 200: timerLogAnswer })
  readLog(@CurrentPrincipal() principal: Principal, @Query({ schema: timerLogInput }) query: TimerLogInput) {
    return this.log.read(principal, query);
  }

  @Get(':id')
  @RequireScopes('time:read')
  @Discloses('timers', (timer: TimerView) => ofRecords([timer]))
  @Answers(STEPPED)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(principal, reply, await this.timers.get(principal, id));
  }

  /** Every 30 seconds while the timer runs. */
  @Post(':id/heartbeat')
  @HttpCode(200)
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerView) => ofRecords([timer]))
  @Answers(STEPPED)
  async heartbeat(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: heartbeatInput }) body: z.output<typeof heartbeatInput>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(principal, reply, await this.timers.heartbeat(principal, id, body.active));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerView) => ofRecords([timer]))
  @Answers(STEPPED)
  async pause(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(principal, reply, await this.timers.pause(principal, id));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerView) => ofRecords([timer]))
  @Answers(STEPPED)
  async resume(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(principal, reply, await this.timers.resume(principal, id));
  }

  @Post(':id/stop')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerView) => ofRecords([timer]))
  @Answers(STEPPED)
  async stop(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: timerStopInput }) body: TimerStopInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(principal, reply, await this.timers.stop(principal, id, body));
  }

  /** Stop and start in one step; answers the new timer with the stopped one beside it. */
  @Post(':id/switch')
  @IdempotentPost()
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerView & { readonly stopped?: TimerView }) =>
    ofRecords(timer.stopped ? [timer, timer.stopped] : [timer]),
  )
  @Answers({
    201: timerAnswer.extend({ stopped: timerAnswer }),
    404: PROBLEM,
    409: timerConflict,
  })
  async switch(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: timerSwitchInput }) body: TimerSwitchInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const switched = await this.timers.switch(principal, id, body);
    if (switched.outcome !== 'done') return this.refusal(principal, reply, switched);
    return { ...this.view(switched.stored), stopped: this.view(switched.stopped) };
  }

  /** The answer to "were you working on this patient while idle?". */
  @Post(':id/idle')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('time:write')
  @Discloses('timers', (timer: TimerView) => ofRecords([timer]))
  @Answers(STEPPED)
  async idle(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: idleInput }) body: IdleInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const decided = await this.timers.decideIdle(principal, id, body);
    if (decided.outcome === 'refused') {
      noteDisclosed(principal, [decided.stored.timer.patientId]);
      const detail = 'No idle stretch of this timer waits for an answer.';
      return problemAnswer(reply, { status: 409, detail, more: { timer: this.view(decided.stored) } });
    }
    return this.answer(principal, reply, decided);
  }

  private answer(principal: Principal, reply: FastifyReply, outcome: TimerOutcome) {
    if (outcome.outcome === 'done') return this.view(outcome.stored);
    return this.refusal(principal, reply, outcome as TimerRefusal);
  }

  private refusal(principal: Principal, reply: FastifyReply, outcome: TimerRefusal): string {
    switch (outcome.outcome) {
      case 'running':
        return this.running(principal, reply, outcome.running);
      case 'refused': {
        noteDisclosed(principal, [outcome.stored.timer.patientId]);
        const timer = this.view(outcome.stored);
        const detail = `The timer has ended (${timer.stopCause}); start a new one with POST /v1/timers.`;
        return problemAnswer(reply, { status: 409, detail, more: { timer } });
      }
      case 'not_found':
        throw new ProblemError(404, 'There is no such timer.');
    }
  }

  private running(principal: Principal, reply: FastifyReply, running: StoredTimer) {
    noteDisclosed(principal, [running.timer.patientId]);
    const { id } = running.timer;
    const detail = `Timer ${id} is running; stop it, or switch with POST /v1/timers/${id}/switch.`;
    return problemAnswer(reply, { status: 409, detail, more: { runningTimer: this.view(running) } });
  }

  private view(stored: StoredTimer) {
    return timerView(stored, this.clock.now());
  }
}
