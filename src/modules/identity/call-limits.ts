import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config.js';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { CallCounter } from '../../platform/http/server/call-counter.js';
import type { Principal } from '../caller/principal.js';
import { networkAddressOf } from './sessions/request-context.js';

/** A gateway sends for a whole practice, so it may call as often as this many people. */
const PEOPLE_PER_GATEWAY = 100;
/** Calls without a valid credential: more than a gateway with an expired key retries, and fewer than guessing needs. */
const REFUSED_PER_MINUTE_MAX = 300;

/** Limits how often one caller may call, across all routes. The product's own commands have no limit. */
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

  /**
   * Counts per person or gateway, not per credential, so that a second key gives no second allowance.
   * @throws ProblemError (429)
   */
  count({ kind, practiceId, id }: Principal): void {
    if (kind === 'job') return;
    const counter = kind === 'gateway' ? this.gateways : this.people;
    const waitSeconds = counter?.count(`${practiceId}:${id}`) ?? 0;
    if (waitSeconds > 0) throw tooManyCalls(waitSeconds);
  }

  /**
   * Counts a call without a valid credential, per address. Only such calls are refused by this count: a neighbor behind
   * the same router whose key has expired must not lock out a valid caller.
   * @throws ProblemError (429)
   */
  countStranger(request: FastifyRequest): void {
    if (this.people === null) return;
    const waitSeconds = this.strangers.count(networkAddressOf(request, this.config.proxyHops));
    if (waitSeconds > 0) throw tooManyCalls(waitSeconds);
  }
}

export function tooManyCalls(waitSeconds: number): ProblemError {
  return new ProblemError(429, 'Too many calls. Wait a little and try again.', [], {
    'Retry-After': String(waitSeconds),
  });
}
