import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Draining } from './draining.js';
import { HealthController } from './health.controller.js';
import { RequestMetrics } from './request-metrics.js';
import { RunningHandlers } from './running-handlers.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [Draining, RequestMetrics, RunningHandlers],
  exports: [Draining, RequestMetrics, RunningHandlers],
})
export class HttpModule {}
