/** The workbench's DOM (VS Code 1.100): every selector that the browser tests need is here. */

/** The whole window. */
export class Workbench {
  constructor(page) {
    this.page = page;
  }

  async ready() {
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
  }

  /** The code editor that shows the file with this name. */
  editor(name) {
    return new Editor(this.page, this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"]`));
  }

  /** The code editor that shows a document of this scheme. */
  editorOfScheme(scheme) {
    return new Editor(this.page, this.page.locator(`.editor-instance .monaco-editor[data-uri^="${scheme}:"]`));
  }

  /** Label of a status bar item; the DOM id is `<publisher>.<extension>.<item id>`. */
  status(id) {
    return this.page.locator(`[id="${id}"] .statusbar-item-label`);
  }

  /** Closes the active editor. */
  async closeEditor() {
    await this.command('View: Close Editor');
  }

  /** Runs a command through the palette, by its title. */
  async command(title) {
    await this.page.keyboard.press('F1');
    const box = this.page.locator('.quick-input-widget input[type=text]');
    await box.waitFor();
    await box.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  }

  get quickPickRows() {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  get notifications() {
    return this.page.locator('.notifications-toasts .notification-list-item');
  }
}

class Editor {
  constructor(page, root) {
    this.page = page;
    this.root = root;
  }

  lens(text) {
    return this.root.locator('.codelens-decoration a', { hasText: text });
  }

  squiggle(kind) {
    return this.root.locator(`.squiggly-${kind}`);
  }

  get lightbulb() {
    return this.root.locator('.lightBulbWidget');
  }

  /** By focus, not by a click: a click on the lines would permanently scroll Monaco's container to a wrong position. */
  async focus() {
    await this.root.locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** Moves the cursor; line and column count from 1. */
  async goto(line, column = 1) {
    await this.page.keyboard.press('Control+G');
    const box = this.page.locator('.quick-input-widget input[type=text]');
    await box.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /**
   * Opens the quick-fix menu at the cursor and selects the entry; by keyboard, because a block layer intercepts clicks.
   */
  async quickFix(title) {
    const menu = this.page.locator('.action-widget:not(.action-list-submenu-panel)');
    await this.page.keyboard.press('Control+.');
    await menu.locator('.monaco-list-row.action', { hasText: title }).waitFor();
    for (let steps = 0; (await menu.locator('.monaco-list-row.focused', { hasText: title }).count()) === 0; steps++) {
      if (steps > 30) throw new Error(`cannot reach the quick fix ${title}`);
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
    await menu.waitFor({ state: 'hidden' });
  }

  /** The visible text; Monaco draws only the view port, in no order, with no-break spaces. */
  async text() {
    const lines = await this.root.locator('.view-line').evaluateAll((elements) =>
      elements
        .map((element) => [parseFloat(element.style.top), element.textContent])
        .sort((a, b) => a[0] - b[0])
        .map(([, text]) => text),
    );
    return lines.join('\n').replace(/\u00a0/g, ' ');
  }
}
