/**
 * One account for everything that an evaluation uses: bytes, names, statements, text, steps. All code that reads draws
 * from it, so that no file, folder, pattern or value can keep the engine busy without end. It has no clock; a host may
 * supply one.
 */

import { DatastoreError } from './datastoreError';
import { EVALUATION_LIMITS, RESOURCE_NAMES, type Resource } from './limits';

/** A request exceeds a limit, so its result is unknown. */
export class LimitExceeded extends DatastoreError {
  constructor(reason: string) {
    super('LimitExceeded', reason, reason);
  }
}

/** Something exists that cannot be read: whether and how it counts is unknown. */
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

/**
 * The number of `spend` calls between two questions to the host's clock. Reading a clock costs more than most of what
 * is counted.
 */
const BETWEEN_LOOKS = 1024;

export class Budget {
  private spent = noneSpent();
  private looks = 0;
  /** How many nested evaluations are running. */
  private open = 0;

  /** `isTimeUp`: whether the host wants the evaluation to end. */
  constructor(
    readonly limits: Limits = EVALUATION_LIMITS,
    private readonly isTimeUp: () => boolean = () => false,
  ) {}

  /**
   * Subtracts `amount` from what is left; throws `LimitExceeded` where that is too much. `what` is the file or name
   * that uses it.
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

  /** Runs `body` with the full limits; afterwards the earlier spending counts again. */
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

  /** Resets the account in the middle of an evaluation. */
  renew(): void {
    this.spent = noneSpent();
  }

  /**
   * Resets the account where no evaluation is running: a caller that reads values later has the full limits for each of
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
