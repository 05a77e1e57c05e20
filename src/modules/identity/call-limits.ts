import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config.js';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { CallCounter } from '../../platform/http/server/call-counter.js';
import type { Principal } from '../caller/principal.js';
import { networkAddressOf } from './sessions/request-context.js';

/** A gateway forwards for a whole practice: it may call as often as this many people. */
const PEOPLE_PER_GATEWAY = 100;
/** A caller without a valid credential: more than a gateway with an old key tries again, fewer than a guesser needs. */
const REFUSED_PER_MINUTE_MAX = 300;

/** How often one caller may call, whatever it calls; the product's own commands have no limit. */
@Injectable()
export class CallLimits {
  private readonly people: CallCounter | null;
  private readonly gateways: CallCounter | null;
  private readonly strangers = new CallCounter(REFUSED_PER_MINUTE_MAX);

  constructor(private readonly config: Config) {
    const max = config.callsPerMinute;
    this.people = max === 0 ? null : new CallCounter(max);
    this.gateways = max === 0 ? null : new CallCounter(max * PEOPLE_PER_GATEWAY);
  }

  /** By person or gateway, not by credential: a second key gives nobody a second share. @throws ProblemError (429) */
  count({ kind, practiceId, id }: Principal): void {
    if (kind === 'job') return;
    const counter = kind === 'gateway' ? this.gateways : this.people;
    const waitSeconds = counter?.count(`${practiceId}:${id}`) ?? 0;
    if (waitSeconds > 0) throw tooManyCalls(waitSeconds);
  }

  /**
   * Counts a call that nobody valid made, by address. Only such calls are ever answered so: a neighbour behind the same
   * router whose key has expired must not keep a valid one out.
   * @throws ProblemError (429)
   */
  countStranger(request: FastifyRequest): void {
    if (this.people === null) return;
    const waitSeconds = this.strangers.count(networkAddressOf(request, this.config.proxyHops));
    if (waitSeconds > 0) throw tooManyCalls(waitSeconds);
  }
}

export function tooManyCalls(waitSeconds: number): ProblemError {
  return new ProblemError(429, 'Too many calls; wait a little.', [], { 'Retry-After': String(waitSeconds) });
}
