import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { STORE_CHECKS, storeCheckSchema } from '../database/store-check.schema.js';
import { StoreHealth } from '../database/store-health.js';
import { Draining } from './draining.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';
import { RequestMetrics } from './request-metrics.js';
import { RunningHandlers } from './running-handlers.js';

@Module({
  imports: [MongooseModule.forFeature([{ name: STORE_CHECKS, schema: storeCheckSchema }])],
  controllers: [HealthController],
  providers: [Draining, Readiness, RequestMetrics, RunningHandlers, StoreHealth],
  exports: [Draining, RequestMetrics, RunningHandlers, StoreHealth],
})
export class HttpModule {}
