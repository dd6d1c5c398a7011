/**
 * Checks the Python of the sandbox with Ruff: rules and format. `--fix` repairs format and imports. Ruff comes as
 * WebAssembly, so no platform needs a build of its own. That build reads no files, so this program does, and has the
 * options.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';

const root = path.resolve(import.meta.dirname, '..');
const folder = 'server/src/pyodide/python';
const fix = process.argv.includes('--fix');

const ruff = new Workspace(
  {
    'line-length': 120,
    // Not that of Pyodide: the machine's Python runs `probes.py`, too.
    'target-version': 'py310',
    lint: {
      // Errors, names, imports, frequent mistakes, needless code.
      select: ['E', 'W', 'F', 'I', 'B', 'C4', 'PIE', 'RET'],
    },
  },
  PositionEncoding.Utf16,
);

let failures = 0;
for (const name of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })) {
  if (!/\.pyi?$/.test(name)) continue;
  const file = path.join(root, folder, name);
  const text = readFileSync(file, 'utf8');
  const wanted = ruff.format(fix ? repaired(text) : text);
  if (fix && wanted !== text) writeFileSync(file, wanted);
  const now = fix ? wanted : text;
  for (const { code, message, start_location: at } of ruff.check(now)) {
    failures++;
    console.error(`${folder}/${name}:${at.row}:${at.column} ${code} ${message}`);
  }
  if (now !== wanted) {
    failures++;
    console.error(`${folder}/${name} is not formatted; \`npm run lint:fix\` does it`);
  }
}
if (failures > 0) process.exitCode = 1;

/** The text with its imports in order. Other fixes may change what code does, and this build does not say which. */
function repaired(text) {
  let now = text;
  for (;;) {
    const edit = ruff.check(now).find(({ code, fix: proposed }) => code === 'I001' && proposed !== null)?.fix.edits[0];
    if (edit === undefined) return now;
    now = now.slice(0, offset(now, edit.location)) + (edit.content ?? '') + now.slice(offset(now, edit.end_location));
  }
}

function offset(text, { row, column }) {
  return text.split('\n').slice(0, row - 1).join('\n').length + (row > 1 ? 1 : 0) + column - 1;
}
