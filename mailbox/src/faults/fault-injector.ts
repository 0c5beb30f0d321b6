import type { FaultRule, FaultSettings } from './settings.js';

/** A rule with the number of times that it was applied. */
export interface CountedRule extends FaultRule {
  injected: number;
}

/** Chooses the fault of each SMTP step. Without rules it costs one comparison. */
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
  next(at: FaultRule['at'], recipients: readonly string[] = []): FaultRule | undefined {
    const found = this.counted.find(
      (rule) => rule.at === at && rule.injected < (rule.times ?? Infinity) && matches(rule.to, recipients),
    );
    if (found) found.injected += 1;
    return found;
  }
}

function matches(to: string, recipients: readonly string[]): boolean {
  if (to === '*') return true;
  return recipients.some((recipient) => {
    const address = recipient.toLowerCase();
    return address === to || address.slice(address.lastIndexOf('@') + 1) === to;
  });
}
