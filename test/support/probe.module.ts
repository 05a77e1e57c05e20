import { Body, Controller, Get, Module, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DisclosesNothing } from '../../src/modules/audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../../src/modules/caller/current-principal.decorator.js';
import type { Principal } from '../../src/modules/caller/principal.js';
import { RequireScopes } from '../../src/modules/caller/require-scopes.decorator.js';
import { StorageUnavailable } from '../../src/platform/database/embedded/store/storage-unavailable.js';
import { AcceptsLines } from '../../src/platform/http/limits/accepts-lines.decorator.js';
import { Public } from '../../src/platform/http/public.decorator.js';

const bodySchema = z.strictObject({ takenAt: z.string(), values: z.array(z.object({ value: z.number() })) });

@Controller('probe')
@DisclosesNothing()
class ProbeController {
  @Get('closed')
  closed() {
    return { open: true };
  }

  @Get('whoami')
  @RequireScopes('readings:read')
  whoami(@CurrentPrincipal() principal: Principal) {
    return principal;
  }

  @Get('both')
  @RequireScopes('readings:read', 'billing:write')
  both() {
    return { open: true };
  }

  @Post('body')
  @Public()
  body(@Body({ schema: bodySchema }) body: z.output<typeof bodySchema>) {
    return body;
  }

  @Post('lines')
  @AcceptsLines()
  @Public()
  async lines(@Req() request: FastifyRequest) {
    let bytes = 0;
    for await (const chunk of request.body as AsyncIterable<Buffer>) bytes += chunk.length;
    return { bytes };
  }

  @Get('fault')
  @Public()
  fault(@Query('kind') kind: string) {
    if (kind === 'storage') throw new StorageUnavailable(new Error('SECRET'));
    throw new TypeError('a fault of the program');
  }
}

/** Routes that only the platform's tests use. */
@Module({ controllers: [ProbeController] })
export class ProbeModule {}
