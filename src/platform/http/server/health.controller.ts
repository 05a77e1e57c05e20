import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Config } from '../../config/config.js';
import { ProblemError } from '../../errors/problem-error.js';
import { PROBLEM } from '../../errors/problem.js';
import { sendProblem } from '../../errors/send-problem.js';
import { Answers, TextBody } from '../answers/answers.decorator.js';
import { isLocal } from '../local/local-socket.js';
import { Public } from '../public.decorator.js';
import { Readiness } from './readiness.js';
import { RequestMetrics } from './request-metrics.js';

const RETRY_AFTER = { 'Retry-After': '1' };

const okAnswer = z.strictObject({ status: z.literal('ok') });
const metricsAnswer = new TextBody('text/plain', 'Prometheus text format.');

/** For operators: whether the product is up, whether it may get requests, and what it has done. */
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: RequestMetrics,
    private readonly config: Config,
  ) {}

  /** Answers 200 as long as the process runs. Does not use the store. */
  @Get('health/live')
  @Answers({ 200: okAnswer })
  live() {
    return { status: 'ok' } as const;
  }

  /**
   * Answers 503 and names the cause while the store is unavailable or read-only, its keys do not fit, or the server is
   * stopping.
   */
  @Get('health/ready')
  @Answers({ 200: okAnswer })
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const failed = await this.readiness.failures();
    if (failed.length === 0) return void reply.send({ status: 'ok' });
    const detail = `Not ready: ${failed.join(', ')}.`;
    const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503, detail };
    sendProblem(reply, { problem, headers: RETRY_AFTER, isFault: false });
  }

  /**
   * Counts for the whole process, across all practices. Open to the local socket and to holders of TALLY_METRICS_TOKEN.
   */
  @Get('metrics')
  @Answers({ 200: metricsAnswer, 401: PROBLEM })
  async exposition(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (!isLocal(request.raw.socket) && !this.hasToken(request.headers.authorization))
      throw new ProblemError(401, 'The metrics token is required.', [], { 'WWW-Authenticate': 'Bearer' });
    reply.header('Content-Type', this.metrics.contentType);
    return this.metrics.exposition();
  }

  private hasToken(authorization: string | undefined): boolean {
    const { metricsToken } = this.config;
    if (metricsToken === null || authorization === undefined || !/^bearer /i.test(authorization))
      return false;
    const given = authorization.slice('bearer '.length).trim();
    return timingSafeEqual(digest(given), digest(metricsToken));
  }
}

/** A digest, so that both sides have the same length whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
