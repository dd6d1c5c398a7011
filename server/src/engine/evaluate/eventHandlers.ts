/** Functions that metadata registered for events, and the firing of events. Mirrors the handler side of `bb.event`. */

import { words } from '../base/pythonText';
import { type Datastore, textOf, toDatastoreError } from '../datastore/datastore';
import type { EventHandler, PythonEvent } from '../python/pythonEvaluator';
import { DatastoreError } from '../base/datastoreError';
import { MetadataError } from './errors';
import type { Evaluation } from './evaluation';

interface Registration extends EventHandler {
  /** Full event names; null for all. */
  readonly mask: ReadonlySet<string> | null;
}

/** All registered handlers by name, in order of registration. */
export class HandlerRegistry {
  private handlers = new Map<string, Registration>();

  /** Registers the handlers that `__BBHANDLERS` of `d` names. */
  register(d: Datastore): void {
    const names = d.getVar('__BBHANDLERS', { expand: false });
    for (const name of Array.isArray(names) ? (names as string[]) : []) this.registerOne(name, d);
  }

  private registerOne(variable: string, d: Datastore): void {
    const fn = d.getVarFlag(variable, 'filename', { expand: false });
    if (typeof fn !== 'string' || fn === '') {
      throw new DatastoreError(
        'BBHandledException',
        `undefined event handler function \`${variable}\`: \`addhandler\` names no function of the metadata read so far`,
      );
    }
    const multiconfig = d.getText('BB_CURRENT_MC');
    const name = multiconfig.replace(/-/g, '_') + variable;
    const body = d.getVar(variable, { expand: false });
    const line = Number(d.getVarFlag(variable, 'lineno', { expand: false })) || 0;
    const mask = words(flagText(d, variable, 'eventmask'));
    if (!this.handlers.has(name)) {
      this.handlers.set(name, {
        name,
        body: typeof body === 'string' ? body : '',
        fn,
        line,
        mask: mask.length === 0 || mask.includes('*') ? null : new Set(mask),
      });
    }
    const present = d.getVar('__BBHANDLERS_MC', { expand: false });
    const names = Array.isArray(present) ? (present as string[]) : [];
    if (!names.includes(name)) d.setVar('__BBHANDLERS_MC', [...names, name], { silent: true });
  }

  /** The state to restore when a recipe is finished: its own handlers are removed. */
  save(): ReadonlyMap<string, unknown> {
    return new Map(this.handlers);
  }

  restore(saved: ReadonlyMap<string, unknown>): void {
    this.handlers = new Map(saved as ReadonlyMap<string, Registration>);
  }

  /** Calls, in order of registration, the handlers of `d` whose mask contains the event. */
  fire(event: PythonEvent, d: Datastore, evaluation: Evaluation): void {
    const present = d.getVar('__BBHANDLERS_MC', { expand: false });
    const names = new Set(Array.isArray(present) ? (present as string[]) : []);
    for (const handler of [...this.handlers.values()]) {
      if (!names.has(handler.name)) continue;
      if (handler.mask && !handler.mask.has(`bb.event.${event.type}`)) continue;
      const { services } = evaluation;
      const before = services.origin;
      services.origin = { file: handler.fn, line: handler.line };
      try {
        const result = evaluation.python.fireEvent(handler, event, d);
        if (result.ok) continue;
        const thrown = toDatastoreError(result.error, '');
        const message = ['SkipRecipe', 'BBHandledException'].includes(thrown.type)
          ? thrown.message
          : `event handler \`${handler.name}\` failed at ${event.type}: ${thrown.type}: ${thrown.message}`;
        throw new MetadataError(
          thrown.type,
          message,
          { file: handler.fn, line: result.error.line ?? handler.line },
          thrown.unknown,
        );
      } finally {
        services.origin = before;
      }
    }
  }
}

function flagText(d: Datastore, name: string, flag: string): string {
  const value = d.getVarFlag(name, flag);
  return value === null ? '' : textOf(value);
}
