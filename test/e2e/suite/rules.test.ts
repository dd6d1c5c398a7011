/**
 * Every rule in the editor, on its own fixtures: it reports a finding where a fixture has carets, its fix is applied and
 * removes the finding, and it is silent on each near miss. The fixtures are those of `test/rules`, so that a new rule
 * is tested here as well.
 */
import * as assert from 'node:assert';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { mark, parseMarked } from '../../support/markers';
import { ANSWER_MS, codeOf, inWorkspace, quickFixes, setText, until, workspace } from './editor';

const extension = vscode.extensions.getExtension('sighound.sighound')!;
const manifest = extension.packageJSON as {
  contributes: { configuration: { properties: { 'sighound.rules': { properties: Record<string, unknown> } } } };
};
const FIXTURES = path.join(extension.extensionPath, 'test/rules');

/** A fixture with marks instead of carets: the tests' own workspace is in a different folder, which moves columns. */
function read(file: string): string {
  const { text, notes } = parseMarked(readFileSync(file, 'utf8'));
  return mark(text, notes).replace(/\/ws(?=[/'"])/g, workspace().fsPath);
}

let texts = 0;

/**
 * A last line with a finding that has its own name and appears after all others: in a recipe together with the proofs,
 * otherwise in the text.
 */
function settledLine(file: string, settled: string): string {
  return file.endsWith('.conf') ? `FILES_\${PN}-${settled} = "1"\n` : `# sighound: ignore ${settled}\n`;
}

function withoutSettled(text: string): string {
  return text.replace(/^.*settled-\d+.*\n/m, '');
}

/**
 * Whether a comment above can hide a finding: not one that BitBake refuses, and a comment after a `def` is part of it.
 */
function canBeHidden(code: string, before: string): boolean {
  return !['unused-suppression', 'shell-not-parsable'].includes(code) && !/^def /m.test(before);
}

suite('Rules in the editor', () => {
  const originals = new Map<vscode.TextDocument, string>();
  let document: vscode.TextDocument;

  /** Opens the document that a fixture replaces: a recipe, or the configuration. */
  async function open(fixture: string): Promise<void> {
    const file = fixture.endsWith('.conf')
      ? 'build/conf/local.conf'
      : 'meta-example/recipes-example/magic/magic_1.0.bb';
    document = await vscode.workspace.openTextDocument(inWorkspace(file));
    await vscode.window.showTextDocument(document);
    if (!originals.has(document)) originals.set(document, document.getText());
  }

  async function restore(): Promise<void> {
    for (const [changed, text] of originals) await setText(changed, text);
  }

  // What some fixtures read while they are parsed, as in the tests of rules.
  const data = new Map([
    ['build/conf/board-id', 'board7\n'],
    ['meta-example/recipes-example/magic/number', '7\n'],
  ]);
  suiteSetup(() => data.forEach((text, file) => writeFileSync(inWorkspace(file).fsPath, text)));
  suiteTeardown(() => data.forEach((_text, file) => rmSync(inWorkspace(file).fsPath)));

  teardown(restore);

  /**
   * A rule's findings in the document after all proofs are complete; the finding of the line that was added for this
   * purpose is left out.
   */
  async function found(code: string, text: string): Promise<readonly vscode.Diagnostic[]> {
    const settled = `settled-${++texts}`;
    await setText(document, text + settledLine(document.fileName, settled));
    const isSettled = ({ message }: vscode.Diagnostic): boolean => message.includes(settled);
    const all = await until(
      `what is proven for ${settled}`,
      () => vscode.languages.getDiagnostics(document.uri),
      (diagnostics) => diagnostics.some(isSettled),
    );
    return all.filter((diagnostic) => codeOf(diagnostic) === code && !isSettled(diagnostic));
  }

  function marked(text: string, diagnostics: readonly vscode.Diagnostic[]): string {
    return mark(
      text,
      diagnostics.map(({ range }) => ({ start: document.offsetAt(range.start), end: document.offsetAt(range.end) })),
    );
  }

  /** The document's text after an edit. */
  function edited(edit: vscode.WorkspaceEdit): string {
    const changes = edit.get(document.uri).map(({ range, newText }) => ({
      start: document.offsetAt(range.start),
      end: document.offsetAt(range.end),
      newText,
    }));
    // Of two insertions at one position, the first stands first.
    return changes
      .reverse()
      .sort((a, b) => b.start - a.start)
      .reduce((text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end), document.getText());
  }

  for (const code of Object.keys(manifest.contributes.configuration.properties['sighound.rules'].properties)) {
    const folder = path.join(FIXTURES, code);
    // Fixtures with a build directory of their own need another configuration than this workspace has.
    if (existsSync(path.join(folder, 'build'))) continue;
    for (const name of readdirSync(folder).filter((file) => !file.includes('.fixed.'))) {
      test(`${code}: ${name}`, async () => {
        const source = read(path.join(folder, name));
        const { text } = parseMarked(source);
        await open(name);
        const diagnostics = await found(code, text);
        assert.strictEqual(marked(text, diagnostics), source);
        const [diagnostic] = diagnostics;
        if (name.startsWith('valid-')) assert.strictEqual(diagnostic, undefined);
        if (!diagnostic) return;

        const offered = await quickFixes(document, diagnostic.range);
        assert.strictEqual(
          offered.some(({ title }) => title === `Ignore ${code} here`),
          canBeHidden(code, text.slice(0, document.offsetAt(diagnostic.range.end))),
        );
        const fixes = offered.filter(({ title }) => !title.startsWith('Ignore '));
        const fixedFile = path.join(folder, name.replace(/\.(bb|conf)$/, '.fixed.$1'));
        if (!existsSync(fixedFile)) {
          assert.deepStrictEqual(
            fixes.map(({ title }) => title),
            [],
          );
          return;
        }
        // A different rule may have a fix at the same position.
        const fixed = read(fixedFile);
        const fix = fixes.find(({ edit }) => edit !== undefined && withoutSettled(edited(edit)) === fixed);
        assert.ok(fix?.edit, `none of ${fixes.map(({ title }) => title).join(', ')} makes of it\n${fixed}`);
        assert.ok(await vscode.workspace.applyEdit(fix.edit));
        assert.strictEqual(withoutSettled(document.getText()), fixed);
        assert.deepStrictEqual(await found(code, fixed), []);
      }).timeout(ANSWER_MS * 3);
    }
  }
});
