import { Controller, Get, Res } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import type { Connection } from 'mongoose';
import { docId } from '../database/doc-id.js';
import { Public } from './public.decorator.js';
import { RequestMetrics } from './request-metrics.js';

/** For the machine that runs the product: is it up, may it get requests, what has it done. */
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    @InjectConnection() private readonly connection: Connection,
    private readonly metrics: RequestMetrics,
  ) {}

  @Get('health/live')
  live() {
    return { status: 'ok' };
  }

  /** 503 while the store does not answer. */
  @Get('health/ready')
  async ready() {
    const { status } = await this.health.check([() => this.store()]);
    return { status };
  }

  @Get('metrics')
  async exposition(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('Content-Type', this.metrics.contentType);
    return this.metrics.exposition();
  }

  private async store() {
    const indicator = this.indicators.check('store');
    try {
      // A look-up that finds nothing: both engines answer it, unlike an administrative ping.
      await this.connection.collection('practices').findOne({ _id: docId('none', 'none') as never });
      return indicator.up();
    } catch {
      return indicator.down();
    }
  }
}
