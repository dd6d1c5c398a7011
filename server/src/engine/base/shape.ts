/**
 * Whether plain data that was read from somewhere is what it should be, before anybody relies on it. Fields that nobody
 * knows do not matter.
 */

/** Says whether a value has a shape. */
export type Shape = (value: unknown) => boolean;

export const isText: Shape = (value) => typeof value === 'string';
export const isNumber: Shape = (value) => typeof value === 'number';
export const isBoolean: Shape = (value) => typeof value === 'boolean';

/** The value, or null. */
export function orNull(shape: Shape): Shape {
  return (value) => value === null || shape(value);
}

/** The value, or none. */
export function optional(shape: Shape): Shape {
  return (value) => value === undefined || shape(value);
}

/** One of some texts. */
export function oneOf(...texts: readonly string[]): Shape {
  return (value) => texts.some((text) => text === value);
}

/** A value of one of some shapes. */
export function either(...shapes: readonly Shape[]): Shape {
  return (value) => shapes.some((shape) => shape(value));
}

export function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

/** An object of any keys. */
export function recordOf(shape: Shape): Shape {
  return (value) => isObject(value) && Object.values(value).every(shape);
}

/** An object with at least the fields of `T`, which the compiler holds against its type. */
export function objectOf<T>(fields: { readonly [K in keyof Required<T>]: Shape }): Shape {
  const entries = Object.entries<Shape>(fields);
  return (value) => isObject(value) && entries.every(([name, shape]) => shape(value[name]));
}

/** An object of fields: no list, and not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
