import { Module } from '@nestjs/common';
import { HttpModule } from '../../platform/http/http.module.js';
import { BackupsController } from './backups.controller.js';
import { BackupsService } from './backups.service.js';

@Module({
  imports: [HttpModule],
  controllers: [BackupsController],
  providers: [BackupsService],
})
export class OperationsModule {}
