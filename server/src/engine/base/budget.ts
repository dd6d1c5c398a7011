/**
 * One account for all that an evaluation takes: bytes, names, statements, text, steps. Whatever reads draws from it, so
 * that no file, folder, pattern or value can keep the engine busy without end. It knows no clock; a host may supply
 * one.
 */

import { DatastoreError } from './datastoreError';
import { EVALUATION_LIMITS, RESOURCE_NAMES, type Resource } from './limits';

/** More was asked for than a limit allows: what it was for is not known. */
export class LimitExceeded extends DatastoreError {
  constructor(reason: string) {
    super('LimitExceeded', reason, reason);
  }
}

/** Something is there that cannot be read: whether and how it counts is not known. */
export class UnreadableFile extends DatastoreError {
  constructor(
    path: string,
    reason: string,
    readonly isDenied: boolean = false,
  ) {
    const message = `\`${shorten(path)}\` cannot be read: ${reason}`;
    super('OSError', message, message);
  }
}

export type Limits = Readonly<Record<Resource, number>>;

/** How often a host's clock is asked: reading one costs more than most of what is counted. */
const BETWEEN_LOOKS = 1024;

export class Budget {
  private spent = noneSpent();
  private looks = 0;
  /** How many evaluations are under way, one in the other. */
  private open = 0;

  /** `isTimeUp`: whether the host wants the evaluation to end. */
  constructor(
    readonly limits: Limits = EVALUATION_LIMITS,
    private readonly isTimeUp: () => boolean = () => false,
  ) {}

  /**
   * Takes `amount` off what is left; throws `LimitExceeded` where that is too much. `what` is the file or name that
   * takes it.
   */
  spend(resource: Resource, amount: number, what: string): void {
    const spent = (this.spent[resource] += amount);
    if (spent > this.limits[resource]) throw this.exceeded(resource, what);
    if (++this.looks % BETWEEN_LOOKS === 0 && this.isTimeUp())
      throw new LimitExceeded(`the evaluation takes too long; it was at \`${shorten(what)}\``);
  }

  /** How much of a resource is left. */
  left(resource: Resource): number {
    return Math.max(0, this.limits[resource] - this.spent[resource]);
  }

  /** Runs `body` with all that there is; what was spent before counts again afterwards. */
  fresh<T>(body: () => T): T {
    const before = this.spent;
    this.spent = noneSpent();
    this.open++;
    try {
      return body();
    } finally {
      this.open--;
      this.spent = before;
    }
  }

  /** Starts anew in the middle of an evaluation. */
  renew(): void {
    this.spent = noneSpent();
  }

  /**
   * Starts anew where no evaluation is under way: whoever looks at its values later has all that there is for each of
   * them.
   */
  renewWhenIdle(): void {
    if (this.open === 0) this.renew();
  }

  private exceeded(resource: Resource, what: string): LimitExceeded {
    return new LimitExceeded(
      `it takes more than ${this.limits[resource]} ${RESOURCE_NAMES[resource]}; the last one was for \`${shorten(what)}\``,
    );
  }
}

function noneSpent(): Record<Resource, number> {
  return { includes: 0, statements: 0, characters: 0, bytes: 0, questions: 0, entries: 0, steps: 0, edges: 0 };
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
