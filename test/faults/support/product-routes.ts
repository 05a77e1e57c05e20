import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Scope } from '../../../src/modules/caller/principal.js';
import { REQUIRED_SCOPES, SIGNED_IN_ROUTE } from '../../../src/modules/caller/require-scopes.decorator.js';
import { LOCAL_ONLY_ROUTE } from '../../../src/platform/http/local/local-only.decorator.js';
import { PUBLIC_ROUTE } from '../../../src/platform/http/public.decorator.js';
import type { TestApp } from '../../support/app.js';

type RouteRule = 'public' | 'local' | 'signed-in' | 'closed' | readonly Scope[];

/** A route as the API documentation names it, with the access rule of its decorators. */
export interface ProductRoute {
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
  readonly rule: RouteRule;
}

/** Every route of the API documentation. @throws if a handler is only in the documentation or only in the code */
export async function productRoutes(product: TestApp): Promise<readonly ProductRoute[]> {
  const answer = await fetch(`${product.baseUrl}/docs/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, unknown>> };
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  const rules = rulesOfHandlers(product);
  const missing = documented.filter(({ method, path }) => !rules.has(keyOf(method, path)));
  if (missing.length > 0 || rules.size !== documented.length)
    throw new Error(`${documented.length} routes are documented, ${rules.size} have a handler`);
  return documented.map((route) => ({
    ...route,
    rule: rules.get(keyOf(route.method, route.path)) ?? 'closed',
  }));
}

function rulesOfHandlers(product: TestApp): ReadonlyMap<string, RouteRule> {
  const rules = new Map<string, RouteRule>();
  for (const module of product.app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prefix = Reflect.getMetadata('path', metatype) as string;
      const handlers = metatype.prototype as Record<string, object>;
      for (const name of Object.getOwnPropertyNames(handlers)) {
        const handler = handlers[name];
        if (name === 'constructor' || typeof handler !== 'function') continue;
        const path = Reflect.getMetadata('path', handler) as string | undefined;
        if (path === undefined) continue;
        const method = RequestMethod[Reflect.getMetadata('method', handler) as RequestMethod];
        rules.set(keyOf(method, `${prefix}/${path}`), ruleOf(handler, metatype));
      }
    }
  }
  return rules;
}

function ruleOf(...targets: readonly object[]): RouteRule {
  for (const target of targets) {
    if (Reflect.getMetadata(PUBLIC_ROUTE, target) === true) return 'public';
    if (Reflect.getMetadata(LOCAL_ONLY_ROUTE, target) === true) return 'local';
    if (Reflect.getMetadata(SIGNED_IN_ROUTE, target) === true) return 'signed-in';
    const scopes = Reflect.getMetadata(REQUIRED_SCOPES, target) as readonly Scope[] | undefined;
    if (scopes !== undefined) return scopes;
  }
  return 'closed';
}

function keyOf(method: string, path: string): string {
  const words = path
    .replace(/^\/?v1\//, '')
    .split('/')
    .filter((word) => word !== '');
  return `${method} ${words.map((word) => (/^[:{]/.test(word) ? '*' : word)).join('/')}`;
}
