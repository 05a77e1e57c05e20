import { Readable } from 'node:stream';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config.js';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { bodyDigest, isSigned } from '../../platform/http/limits/body-digest.js';
import { LOCAL_ONLY_ROUTE } from '../../platform/http/local/local-only.decorator.js';
import { isLocal } from '../../platform/http/local/local-socket.js';
import { PUBLIC_ROUTE } from '../../platform/http/public.decorator.js';
import { holds, jobPrincipal, type Principal, type Scope } from '../caller/principal.js';
import type { RequestPrincipal } from '../caller/request-principal.js';
import { REQUIRED_SCOPES, SIGNED_IN_ROUTE } from '../caller/require-scopes.decorator.js';
import { CallLimits } from './call-limits.js';
import { CredentialCheck } from './credentials/credential-check.js';
import { requireOwnPage } from './sessions/own-page.js';
import { callOriginOf } from './sessions/request-context.js';
import { sessionToken } from './sessions/session-cookie.js';
import { SessionsService } from './sessions/sessions.service.js';
import type { SessionRequest } from './sessions/signed-in.decorator.js';

type Rule = 'public' | 'closed' | 'local' | 'signed-in' | readonly Scope[];
type Handler = ReturnType<ExecutionContext['getHandler']>;

const PRACTICE_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Guards every route. The token or session gives the principal; the route's decorator gives the scopes that it needs.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly rules = new WeakMap<Handler, Rule>();

  constructor(
    private readonly credentials: CredentialCheck,
    private readonly sessions: SessionsService,
    private readonly config: Config,
    private readonly limits: CallLimits,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.ruleOf(context);
    if (rule === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & SessionRequest>();
    if (rule === 'local') return admitLocal(request);
    const principal = this.principalOf(request);
    if (principal instanceof Promise) return principal.then((found) => this.admit(request, found, rule));
    return this.admit(request, principal, rule);
  }

  private principalOf(
    request: FastifyRequest & SessionRequest,
  ): Principal | null | Promise<Principal | null> {
    const { authorization } = request.headers;
    if (authorization === undefined) return localPrincipal(request) ?? this.ofSession(request);
    if (/^bearer /i.test(authorization))
      return this.credentials.bearer(authorization.slice('bearer '.length).trim());
    return isSigned(authorization) ? this.ofSignature(request, authorization) : null;
  }

  private ofSignature(request: FastifyRequest, authorization: string): Promise<Principal | null> {
    // A stream is processed while it arrives, but a signature can be checked only when the whole body is known.
    if (request.body instanceof Readable)
      throw new ProblemError(415, 'A signed request cannot be a stream. Send JSON, or use a bearer token.');
    const { method, url = '' } = request.raw;
    const signed = { method: method ?? '', path: url, bodySha256: bodyDigest(request.raw) };
    return this.credentials.signed(authorization, signed).catch((error: unknown) => {
      if (error instanceof ProblemError) this.limits.countStranger(request);
      throw error;
    });
  }

  /**
   * Browsers send a cookie no matter which page made the request, so this checks that the page is the product's own.
   */
  private ofSession(request: FastifyRequest & SessionRequest): null | Promise<Principal | null> {
    const token = sessionToken(request, this.config);
    if (token === null) return null;
    requireOwnPage(request, this.config.publicUrl);
    return this.sessions.verify(token).then((session) => {
      if (session === null) return null;
      request.session = session;
      return session.principal;
    });
  }

  private admit(
    request: FastifyRequest & SessionRequest,
    principal: Principal | null,
    rule: Exclude<Rule, 'public' | 'local'>,
  ): boolean {
    if (principal === null) {
      this.limits.countStranger(request);
      throw new ProblemError(401, 'A valid bearer token or session is required.', [], {
        'WWW-Authenticate': 'Bearer',
      });
    }
    this.limits.count(principal);
    const refusal = refusalOf(rule, request, principal);
    if (refusal !== null) {
      request.refused = principal;
      throw new ProblemError(403, refusal);
    }
    const { kind, id, practiceId, scopes, source, staffId } = principal;
    // Read now, because a closed connection no longer has an address.
    const origin = callOriginOf(request, this.config.proxyHops);
    const caller: RequestPrincipal = {
      kind,
      id,
      practiceId,
      scopes,
      source,
      staffId,
      requestId: request.id,
      origin,
    };
    // Every audit entry written under emergency access must name it.
    request.principal =
      principal.emergency === undefined ? caller : { ...caller, emergency: principal.emergency };
    return true;
  }

  private ruleOf(context: ExecutionContext): Rule {
    const handler = context.getHandler();
    let rule = this.rules.get(handler);
    if (rule === undefined) {
      rule = readRule(handler, context.getClass());
      this.rules.set(handler, rule);
    }
    return rule;
  }
}

/** Why the caller is refused; null when the caller may proceed. */
function refusalOf(
  rule: Exclude<Rule, 'public' | 'local'>,
  request: SessionRequest,
  principal: Principal,
): string | null {
  if (rule === 'closed') return 'This route is closed.';
  if (rule === 'signed-in')
    return request.session === undefined ? 'This route is for signed-in users only.' : null;
  const missing = rule.filter((scope) => !holds(principal, scope));
  return missing.length > 0 ? `The token lacks: ${missing.join(', ')}.` : null;
}

/** Reads the decorators, the handler's before its class's. A route without any is closed. */
function readRule(...targets: (object & { readonly name: string })[]): Rule {
  for (const target of targets) {
    if (Reflect.getMetadata(PUBLIC_ROUTE, target) === true) return 'public';
    if (Reflect.getMetadata(LOCAL_ONLY_ROUTE, target) === true) return 'local';
    if (Reflect.getMetadata(SIGNED_IN_ROUTE, target) === true) return 'signed-in';
    const scopes = Reflect.getMetadata(REQUIRED_SCOPES, target) as readonly Scope[] | undefined;
    if (scopes !== undefined) return scopes;
  }
  return 'closed';
}

function isLocalCall(request: FastifyRequest): boolean {
  return request.headers['x-tally-local'] === '1' && isLocal(request.raw.socket);
}

/** Routes that touch every practice are only for the owner of the data folder. No token or session opens them. */
function admitLocal(request: FastifyRequest): true {
  if (!isLocalCall(request)) throw new ProblemError(403, 'This route is for commands on the server itself.');
  return true;
}

function localPrincipal(request: FastifyRequest): Principal | null {
  if (!isLocalCall(request)) return null;
  const practiceId = request.headers['x-tally-practice'];
  if (typeof practiceId !== 'string' || !PRACTICE_ID.test(practiceId)) {
    throw new ProblemError(400, 'The local call must name its practice.', [
      { path: 'x-tally-practice', message: 'must be a practice id' },
    ]);
  }
  return jobPrincipal(practiceId);
}
