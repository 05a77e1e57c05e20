import { Global, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { HttpModule } from '../../platform/http/http.module.js';
import { AccessCheck } from './accesses/access-check.js';
import { ACCESSES, accessSchema } from './accesses/access.schema.js';
import { AccessesRecordPart } from './accesses/accesses-record-part.js';
import { AccessesRepository } from './accesses/accesses.repository.js';
import { PatientAccessesService } from './accesses/patient-accesses.service.js';
import { AUDIT_ENTRIES, auditEntrySchema } from './audit-entry.schema.js';
import { AuditController } from './audit.controller.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { DisclosureLog } from './disclosure/disclosure-log.js';
import { AuditExportService } from './export/audit-export.service.js';
import { AUDIT_MANIFESTS, auditManifestSchema } from './manifests/audit-manifest.schema.js';
import { AuditManifestsRepository } from './manifests/audit-manifests.repository.js';
import { ManifestSchedule } from './manifests/manifest.schedule.js';
import { MonthManifestsService } from './manifests/month-manifests.service.js';
import { ChainWitnessService } from './witness/chain-witness.service.js';
import { WitnessSchedule } from './witness/witness.schedule.js';

@Global()
@Module({
  imports: [
    HttpModule,
    MongooseModule.forFeature([
      { name: AUDIT_ENTRIES, schema: auditEntrySchema },
      { name: AUDIT_MANIFESTS, schema: auditManifestSchema },
      { name: ACCESSES, schema: accessSchema },
    ]),
  ],
  controllers: [AuditController],
  providers: [
    AccessesRecordPart,
    AccessesRepository,
    PatientAccessesService,
    AccessCheck,
    AuditRepository,
    AuditService,
    DisclosureLog,
    AuditManifestsRepository,
    MonthManifestsService,
    ManifestSchedule,
    ChainWitnessService,
    WitnessSchedule,
    AuditExportService,
  ],
  exports: [AuditService, DisclosureLog, PatientAccessesService],
})
export class AuditModule {}
