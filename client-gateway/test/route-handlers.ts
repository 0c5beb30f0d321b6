import type { INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { ROUTE_ACCESS, type RouteAccess } from '../src/edge/route.js';

/** A method that handles a route, and the access it declares. */
export interface RouteHandler {
  readonly controller: string;
  readonly method: string;
  readonly routeAccess: RouteAccess | undefined;
}

/** All route handlers of a running gateway. */
export function routeHandlersOf(app: INestApplicationContext): RouteHandler[] {
  const reflector = app.get(Reflector);
  return [...app.get(ModulesContainer).values()].flatMap(({ controllers }) =>
    [...controllers.values()].flatMap(({ name, metatype }) => {
      const { prototype } = metatype as { prototype: Record<string, object> };
      return Object.getOwnPropertyNames(prototype)
        .filter((method) => Reflect.hasMetadata(METHOD_METADATA, prototype[method] ?? {}))
        .map((method) => ({
          controller: String(name),
          method,
          routeAccess: reflector.get<RouteAccess | undefined>(ROUTE_ACCESS, prototype[method] as () => void),
        }));
    }),
  );
}
