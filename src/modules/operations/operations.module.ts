import { Module } from '@nestjs/common';
import { HttpModule } from '../../platform/http/http.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { ReadingsModule } from '../readings/readings.module.js';
import { BackupsController } from './backups.controller.js';
import { BackupsService } from './backups.service.js';
import { KeysController } from './keys.controller.js';
import { OperationsMetrics } from './operations-metrics.js';
import { SealedWalk } from './sealed-walk.js';

@Module({
  imports: [HttpModule, PracticesModule, ReadingsModule],
  controllers: [BackupsController, KeysController],
  providers: [BackupsService, OperationsMetrics, SealedWalk],
})
export class OperationsModule {}
