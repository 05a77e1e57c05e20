import { Module } from '@nestjs/common';
import { HttpModule } from '../../platform/http/http.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { ReadingsModule } from '../readings/readings.module.js';
import { BackupsController } from './backups.controller.js';
import { BackupsService } from './backups.service.js';
import { OperationsMetrics } from './operations-metrics.js';

@Module({
  imports: [HttpModule, PracticesModule, ReadingsModule],
  controllers: [BackupsController],
  providers: [BackupsService, OperationsMetrics],
})
export class OperationsModule {}
