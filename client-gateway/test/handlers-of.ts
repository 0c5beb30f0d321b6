import type { INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { OPEN_TO, type OpenTo } from '../src/identity/open-to.js';

/** A method that answers a route, and whom it declares to be open to. */
export interface Handler {
  readonly controller: string;
  readonly method: string;
  readonly open: OpenTo | undefined;
}

/** Every route handler of a running gateway. */
export function handlersOf(app: INestApplicationContext): Handler[] {
  const reflector = app.get(Reflector);
  return [...app.get(ModulesContainer).values()].flatMap(({ controllers }) =>
    [...controllers.values()].flatMap(({ name, metatype }) => {
      const { prototype } = metatype as { prototype: Record<string, object> };
      return Object.getOwnPropertyNames(prototype)
        .filter((method) => Reflect.hasMetadata(METHOD_METADATA, prototype[method] ?? {}))
        .map((method) => ({
          controller: String(name),
          method,
          open: reflector.get<OpenTo | undefined>(OPEN_TO, prototype[method] as () => void),
        }));
    }),
  );
}
