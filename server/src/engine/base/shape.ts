/**
 * Checks that plain data from outside has the expected shape, before other code relies on it. Unknown fields do not
 * matter.
 */

/** Checks whether a value has a shape. */
export type Shape = (value: unknown) => boolean;

export const isText: Shape = (value) => typeof value === 'string';
export const isNumber: Shape = (value) => typeof value === 'number';
export const isBoolean: Shape = (value) => typeof value === 'boolean';

/** The value, or null. */
export function orNull(shape: Shape): Shape {
  return (value) => value === null || shape(value);
}

/** The value, or undefined. */
export function optional(shape: Shape): Shape {
  return (value) => value === undefined || shape(value);
}

/** One of several texts. */
export function oneOf(...texts: readonly string[]): Shape {
  return (value) => texts.some((text) => text === value);
}

/** A value of one of several shapes. */
export function either(...shapes: readonly Shape[]): Shape {
  return (value) => shapes.some((shape) => shape(value));
}

export function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

/** An object with any keys. */
export function recordOf(shape: Shape): Shape {
  return (value) => isObject(value) && Object.values(value).every(shape);
}

/** An object with at least the fields of `T`; the compiler checks them against the type. */
export function objectOf<T>(fields: { readonly [K in keyof Required<T>]: Shape }): Shape {
  const entries = Object.entries<Shape>(fields);
  return (value) => isObject(value) && entries.every(([name, shape]) => shape(value[name]));
}

/** An object with fields: not a list, and not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
