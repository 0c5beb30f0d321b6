import type { FaultRule, FaultSettings, Step } from './settings.js';

/** A rule with the number of times that it was applied. */
export interface CountedRule extends FaultRule {
  injected: number;
}

/** Chooses the fault of each call and of each event. */
export class FaultInjector {
  private counted: CountedRule[] = [];

  constructor(settings?: FaultSettings) {
    this.configure(settings);
  }

  get rules(): readonly CountedRule[] {
    return this.counted;
  }

  /** Sets or disables (undefined) the rules. Counts restart. */
  configure(settings: FaultSettings | undefined): void {
    this.counted = (settings?.rules ?? []).map((rule) => ({ ...rule, injected: 0 }));
  }

  /** The rule that applies to this step, if there is one; it counts as injected. */
  next(step: Step): FaultRule | undefined {
    const found = this.counted.find(
      ({ at, injected, times = Infinity }) =>
        injected < times && (at === step || (at === '*' && step !== 'webhook')),
    );
    if (found) found.injected += 1;
    return found;
  }
}
