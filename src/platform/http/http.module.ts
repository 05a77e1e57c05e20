import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { RequestMetrics } from './request-metrics.js';
import { RunningHandlers } from './running-handlers.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [RequestMetrics, RunningHandlers],
  exports: [RequestMetrics, RunningHandlers],
})
export class HttpModule {}
