import { Module } from '@nestjs/common';
import { AccessReportController } from '../patient-records/access-report/access-report.controller.js';
import { AccessReportService } from '../patient-records/access-report/access-report.service.js';
import { ReadingsModule } from '../readings/readings.module.js';

@Module({
  imports: [ReadingsModule],
  controllers: [AccessReportController],
  providers: [AccessReportService],
})
export class ReportsModule {}
