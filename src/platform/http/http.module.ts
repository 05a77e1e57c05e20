import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { STORE_CHECKS, storeCheckSchema } from '../database/store-check.schema.js';
import { StoreHealth } from '../database/store-health.js';
import { Draining } from './server/draining.js';
import { HealthController } from './server/health.controller.js';
import { Readiness } from './server/readiness.js';
import { RequestMetrics } from './server/request-metrics.js';
import { RunningHandlers } from './server/running-handlers.js';

@Module({
  imports: [MongooseModule.forFeature([{ name: STORE_CHECKS, schema: storeCheckSchema }])],
  controllers: [HealthController],
  providers: [Draining, Readiness, RequestMetrics, RunningHandlers, StoreHealth],
  exports: [Draining, RequestMetrics, RunningHandlers, StoreHealth],
})
export class HttpModule {}
