/**
 * The Python of the sandbox: its rooms and files import each other in one direction, and each file is made after those
 * that it imports. Imports inside functions count, too, because they only delay the same dependency.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sorted } from '../../server/src/engine/base/order';
import { PRIVATE_MODULES, metadataModules } from '../../server/src/pyodide/pythonSources';

const typescript = path.resolve(import.meta.dirname, '../../server/src/pyodide');
const python = path.join(typescript, 'python');

/** The files as `ROOM.FILE`, with their texts. */
const SOURCES = new Map(
  readdirSync(python, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.py') && file.includes(path.sep))
    .map((file) => [
      file.slice(0, -'.py'.length).replaceAll(path.sep, '.'),
      readFileSync(path.join(python, file), 'utf8'),
    ]),
);

/** The modules that a text imports relatively: `from .file import x` in its room, `from ..room.file import x`. */
function importsOf(name: string, text: string, line: RegExp = /^\s*from (\.{1,2})([\w.]+) import /gm): string[] {
  const room = name.split('.')[0] ?? '';
  return [...text.matchAll(line)].map(([, dots, name = '']) => (dots === '.' ? `${room}.${name}` : name));
}

/** A circle of imports, as its names in order; empty where there is none. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): readonly string[] => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return [];
    for (const next of imports.get(name) ?? []) {
      const found = visit(next, [...way, name]);
      if (found.length > 0) return found;
    }
    done.add(name);
    return [];
  };
  return [...imports.keys()].map((name) => visit(name, [])).find((found) => found.length > 0) ?? [];
}

test('an import circle is found, also through a function', () => {
  const texts = { 'git.a': 'from .b import x\n', 'git.b': 'def f():\n    from ..git.a import y\n' };
  const imports = new Map(Object.entries(texts).map(([name, text]) => [name, importsOf(name, text)]));
  expect(circleIn(imports)).toEqual(['git.a', 'git.b', 'git.a']);
});

test('no file imports itself through others, and each import is there', () => {
  const imports = new Map([...SOURCES].map(([name, text]) => [name, importsOf(name, text)]));
  expect(circleIn(imports)).toEqual([]);
  expect([...imports.values()].flat().filter((name) => !SOURCES.has(name))).toEqual([]);
});

test('rooms import in one direction', () => {
  const directions = [...SOURCES].flatMap(([name, text]) =>
    importsOf(name, text).map((other) => `${name.split('.')[0] ?? ''} → ${other.split('.')[0] ?? ''}`),
  );
  const between = new Set(directions.filter((direction) => !/^(\w+) → \1$/.test(direction)));
  expect(sorted(between)).toEqual(['git → commands', 'metadata → rules']);
});

test('each module is made after those that it imports at once', () => {
  const made = metadataModules('bitbake').map(([name, text]) => [name.replace('sighound_python.', ''), text] as const);
  for (const modules of [made, PRIVATE_MODULES]) {
    const names = modules.map(([name]) => name);
    for (const [index, [name, text]] of modules.entries())
      for (const other of importsOf(name, text, /^from (\.{1,2})([\w.]+) import /gm))
        expect(names.slice(0, index), `what ${name} imports`).toContain(other);
  }
});

test('each file runs somewhere', () => {
  const importers = readdirSync(typescript, { encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(typescript, file), 'utf8'))
    .join('\n');
  const idle = [...SOURCES.keys()].filter((name) => !importers.includes(`'./python/${name.replace('.', '/')}.py'`));
  expect(idle).toEqual([]);
});
