import { Global, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { HttpModule } from '../../platform/http/http.module.js';
import { AUDIT_ENTRIES, auditEntrySchema } from './audit-entry.schema.js';
import { AuditController } from './audit.controller.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { DisclosureLog } from './disclosure-log.js';

@Global()
@Module({
  imports: [HttpModule, MongooseModule.forFeature([{ name: AUDIT_ENTRIES, schema: auditEntrySchema }])],
  controllers: [AuditController],
  providers: [AuditRepository, AuditService, DisclosureLog],
  exports: [AuditService, DisclosureLog],
})
export class AuditModule {}
