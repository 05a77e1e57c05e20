import { RequestMethod } from '@nestjs/common';
import { INTERCEPTORS_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { DISCLOSURE, type DisclosureRule } from '../../src/modules/audit/disclosure/disclosure-rule.js';
import { PUBLIC_ROUTE } from '../../src/platform/http/public.decorator.js';
import type { TestApp } from './app.js';

export interface Route {
  /** `GET /v1/patients/:id` */
  readonly name: string;
  readonly isPublic: boolean;
  readonly disclosure: DisclosureRule | 'nothing' | undefined;
  /** Of the handler alone, outermost first. */
  readonly interceptors: readonly unknown[];
}

/** Every route of the product's controllers, as their decorators declare it. */
export function routesOf(app: TestApp['app']): Route[] {
  const routes: Route[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (!metatype || typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, unknown>;
      for (const key of Object.getOwnPropertyNames(prototype)) {
        const handler = prototype[key];
        if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
        const read = (name: string): unknown =>
          Reflect.getMetadata(name, handler) ?? Reflect.getMetadata(name, metatype);
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number];
        const path = [
          Reflect.getMetadata(PATH_METADATA, metatype),
          Reflect.getMetadata(PATH_METADATA, handler),
        ]
          .map((part) => String(part).replace(/^\/|\/$/g, ''))
          .filter((part) => part !== '');
        routes.push({
          name: `${String(method)} /v1/${path.join('/')}`,
          isPublic: read(PUBLIC_ROUTE) === true,
          disclosure: read(DISCLOSURE) as Route['disclosure'],
          interceptors: (Reflect.getMetadata(INTERCEPTORS_METADATA, handler) ?? []) as unknown[],
        });
      }
    }
  }
  return routes;
}
