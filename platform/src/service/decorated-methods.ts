import type { DiscoveryService, MetadataScanner } from '@nestjs/core';

/** A decorator made by `DiscoveryService.createDecorator`. */
type Decorator<Metadata> = ReturnType<typeof DiscoveryService.createDecorator<Metadata>>;

/** A method that carries a decorator's metadata. */
export interface DecoratedMethod<Metadata> {
  /** The provider or controller that has the method. */
  readonly owner: object;
  readonly key: string;
  /** Bound to `owner`. */
  readonly method: (...args: never[]) => unknown;
  readonly metadata: Metadata;
}

/**
 * Finds the methods with this decorator in all controllers and providers. Call it when the
 * application is complete.
 */
export function* decoratedMethods<Metadata>(
  discovery: DiscoveryService,
  scanner: MetadataScanner,
  decorator: Decorator<Metadata>,
): Generator<DecoratedMethod<Metadata>> {
  const seen = new Set<object>();
  for (const wrapper of [...discovery.getControllers(), ...discovery.getProviders()]) {
    const owner = wrapper.instance as Record<string, (...args: never[]) => unknown> | null;
    // An alias (`useExisting`) is the same object under another token.
    if (!owner || typeof owner !== 'object' || seen.has(owner)) continue;
    seen.add(owner);
    for (const key of scanner.getAllMethodNames(Object.getPrototypeOf(owner) as object)) {
      const metadata = Reflect.getMetadata(decorator.KEY, owner[key] as object) as Metadata | undefined;
      const method = owner[key];
      if (metadata !== undefined && method) yield { owner, key, method: method.bind(owner), metadata };
    }
  }
}
