/**
 * How terminals, CI systems, editors and readers of Markdown interpret a text, written from their documentation: the
 * counterpart of the attempts.
 */

import MarkdownIt, { type Token } from 'markdown-it';

/** Characters that a terminal or an editor interprets, by their numbers; except tabs and line ends. */
export function obeyedCharacters(text: string): readonly string[] {
  return [...text].flatMap((character) => {
    const point = character.codePointAt(0) ?? 0;
    const isControl = (point < 0x20 && point !== 0x09 && point !== 0x0a) || (point >= 0x7f && point <= 0x9f);
    const turns =
      point === 0x61c ||
      point === 0x200e ||
      point === 0x200f ||
      (point >= 0x202a && point <= 0x202e) ||
      (point >= 0x2066 && point <= 0x2069);
    const isHalf = point >= 0xd800 && point <= 0xdfff;
    return isControl || turns || isHalf || point === 0x2028 || point === 0x2029 ? [point.toString(16)] : [];
  });
}

/** Characters that .NET ignores when it searches a text in another one by the rules of languages. */
const PASSED_OVER = /\p{Cf}|\p{Variation_Selector}|\u034f|[\u115f\u1160\u3164\uffa0]|[\u17b4\u17b5]/gu;
const OF_GITHUB = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
];

/** The commands to CI systems in a log: GitHub's, Azure Pipelines', TeamCity's, GitLab's. */
export function ciCommands(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029\x85]/).flatMap((whole) => {
    const line = whole.replace(PASSED_OVER, '');
    const found: string[] = [];
    if (line.trimStart().startsWith('::')) found.push('github');
    for (const [, name = ''] of line.matchAll(/##\[([a-z-]+)[\] ]/gi))
      if (OF_GITHUB.includes(name.toLowerCase())) found.push('github (old)');
    if (/##vso\[/i.test(line)) found.push('azure');
    if (/##teamcity\[/i.test(line)) found.push('teamcity');
    if (/(section|travis_fold)_?(start|end):[^\r]*[\r\x1b]/.test(whole)) found.push('gitlab');
    return found;
  });
}

/** The icons that VS Code shows for a label. */
export function icons(text: string): readonly string[] {
  return [...text.matchAll(/(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g)].flatMap(([, isEscaped, name = '']) =>
    isEscaped === undefined ? [name] : [],
  );
}

/** The lines of a document as an editor shows them. */
export function editorLines(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/);
}

export interface ReadMarkdown {
  /** Everything except text: links, pictures, HTML, headings, lists, tables … */
  readonly markup: readonly string[];
  /** The text that a person reads. */
  readonly text: string;
}

const READER = new MarkdownIt({ html: true, linkify: true });
READER.linkify.set({ fuzzyLink: false, fuzzyEmail: true });

/** Reads Markdown with HTML, tables, and links made from bare addresses. */
export function readMarkdown(text: string): ReadMarkdown {
  const markup: string[] = [];
  let shown = '';
  const walk = (tokens: readonly Token[]): void => {
    for (const { type, content, children } of tokens) {
      if (type === 'text' || type === 'text_special' || type === 'code_inline') shown += content;
      else if (type === 'softbreak' || type === 'hardbreak') shown += ' ';
      else if (type === 'fence') shown += content.replace(/\n$/, '');
      else if (type !== 'inline' && type !== 'paragraph_open' && type !== 'paragraph_close') markup.push(type);
      // Some readers make links from these; this one needs a scheme.
      if (type === 'text' && /^www\./i.test(content)) markup.push('www');
      if (children) walk(children);
    }
  };
  walk(READER.parse(text, {}));
  return { markup, text: shown };
}
