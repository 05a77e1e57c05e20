import { Body, Controller, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PROBLEM } from '../../platform/errors/problem.js';
import { Answers } from '../../platform/http/answers/answers.decorator.js';
import { LocalOnly } from '../../platform/http/local/local-only.decorator.js';
import { DisclosesNothing } from '../audit/disclosure/discloses.decorator.js';
import { manifestSchema, type BackupManifest } from './backup/backup-manifest.js';
import { BackupsService } from './backups.service.js';

const PATH_MAX = 4000;

const backupBody = z.strictObject({
  destination: z
    .string()
    .min(1)
    .max(PATH_MAX)
    .refine((path) => !path.includes('\0'), 'must not contain NUL')
    .describe('absolute path of the folder to create, on the server'),
  withKeys: z.boolean().default(false).describe('whether to copy the key file too'),
});

/** Copies the whole store with all practices. Only the owner of the data folder may call it. */
@Controller('backups')
export class BackupsController {
  constructor(private readonly backups: BackupsService) {}

  /** Answers once the backup is complete and on disk. */
  @Post()
  @LocalOnly()
  @DisclosesNothing()
  @Answers({ 201: manifestSchema, 409: PROBLEM, 507: PROBLEM })
  write(
    @Body({ schema: backupBody }) body: z.output<typeof backupBody>,
    @Req() request: FastifyRequest,
  ): Promise<BackupManifest> {
    return this.backups.write(body, request.id);
  }
}
