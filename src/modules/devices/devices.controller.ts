import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { PROBLEM } from '../../platform/errors/problem.js';
import { listAnswer, pageAnswer } from '../../platform/http/answers/answer-fields.js';
import { Answers } from '../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../audit/disclosure/discloses.decorator.js';
import { type Disclosure } from '../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import {
  expectedVersion,
  found,
  idParameter,
  pageQuery,
  putBody,
  savedRecord,
  withEtag,
  type IdParameter,
  type PageQuery,
  type PutReply,
} from '../records/put-request.js';
import { deviceContent, type DeviceContent } from './device.input.js';
import { storedDevice, type Device } from './device.js';
import { DevicesService } from './devices.service.js';

const searchBody = z
  .strictObject({
    serial: z.string().trim().min(1).max(64).optional(),
    imei: z.string().min(1).max(64).optional(),
  })
  .refine(
    ({ serial, imei }) => (serial === undefined) !== (imei === undefined),
    'give either serial or imei',
  );

@Controller('devices')
export class DevicesController {
  constructor(private readonly devices: DevicesService) {}

  /** In order of id. `next` is the cursor of the next page, null at the end. */
  @Get()
  @RequireScopes('records:limited')
  @Discloses('devices', ofDevices)
  @Answers({ 200: pageAnswer(storedDevice) })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: pageQuery }) { cursor, limit }: PageQuery,
  ): Promise<{ items: Device[]; next: string | null }> {
    const all = await this.devices.list(principal, { after: cursor ?? null, limit: limit + 1 });
    const items = all.slice(0, limit);
    return { items, next: all.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** Searches by serial number or IMEI. The number travels in the body, because it can identify a person. */
  @Post('search')
  @HttpCode(200)
  @RequireScopes('records:limited')
  @Discloses('devices', ofDevices)
  @Answers({ 200: listAnswer(storedDevice) })
  async search(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: searchBody }) { serial, imei }: z.output<typeof searchBody>,
  ): Promise<{ items: Device[]; next: null }> {
    const items =
      serial === undefined
        ? await this.devices.findByImei(principal, imei ?? '')
        : await this.devices.findBySerial(principal, serial);
    return { items, next: null };
  }

  @Get(':id')
  @RequireScopes('records:limited')
  @Discloses('devices', (device: Device) => ofDevices({ items: [device] }))
  @Answers({ 200: storedDevice, 404: PROBLEM })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<Device> {
    return withEtag(found(await this.devices.get(principal, id), 'device'), reply);
  }

  /** Puts the whole record. Answers 201 for a new one and 200 for a changed one. Takes If-Match and If-None-Match. */
  @Put(':id')
  @RequireScopes('records:write')
  @Discloses('devices', (device: Device) => ofDevices({ items: [device] }))
  @Answers({ 200: storedDevice, 201: storedDevice, 409: PROBLEM, 412: PROBLEM })
  async put(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Body({ schema: putBody(deviceContent) }) content: DeviceContent,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<Device> {
    return savedRecord(
      await this.devices.put(principal, { ...content, id }, expectedVersion(headers)),
      reply,
    );
  }
}

/** A device's numbers can identify its user, but only its assignments name the patient. */
function ofDevices({ items }: { readonly items: readonly Device[] }): Disclosure {
  return { ids: items.map(({ id }) => id), patientIds: [] };
}
