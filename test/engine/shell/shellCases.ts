/** Behaviors of BitBake's shell dialect that the vectors do not cover, each measured on BitBake 2.8 and 2.18. */
export interface ShellCase {
  readonly name: string;
  readonly input: string;
  /** Names of the commands, sorted; `error` if BitBake rejects the text. */
  readonly execs: readonly string[] | 'error';
  readonly functions?: readonly string[];
  /** The commands in BitBake 2.8, where it differs. */
  readonly execsBefore218?: readonly string[] | 'error';
}

export const SHELL_CASES: readonly ShellCase[] = [
  // Case items
  { name: 'only the first pattern is read', input: 'case x in $(p)|$(q)|`r`) a;; esac\n', execs: ['a', 'p'] },
  { name: 'a later pattern may end in `$`', input: 'case x in a|b$) c;; esac\n', execs: ['c'] },
  { name: 'the first pattern may not end in `$`', input: 'case x in a$|b) c;; esac\n', execs: 'error' },
  { name: 'the pattern of a last bare item is read', input: 'case x in $(p)) a\nesac\n', execs: ['a', 'p'] },
  { name: 'the pattern of a last item in parentheses is lost', input: 'case x in ($(p)) a\nesac\n', execs: ['a'] },
  { name: '`fi` is a pattern', input: 'case fi in fi) a;; esac\n', execs: ['a'] },
  { name: '`if` is no pattern', input: 'case x in if) a;; esac\n', execs: 'error' },
  { name: 'only the last item goes without `;;`', input: 'case x in a) b\nc) d;; esac\n', execs: 'error' },
  { name: '`in` as a pattern is a word', input: 'case x in in) a;; esac\n', execs: ['a'] },

  // Reserved words
  { name: '`in` in third position from an argument `for`', input: 'echo for x in\n', execs: 'error' },
  { name: '`in` in third position, a newline counted', input: 'echo for\nin\n', execs: 'error' },
  { name: '`in` in second position from an argument `for`', input: 'echo for in x\n', execs: ['echo'] },
  { name: '`for` over `fi`', input: 'for fi in fi; do a; done\n', execs: ['a'] },
  { name: '`for` over nothing', input: 'for x in; do a; done\n', execs: ['a'] },
  { name: '`for` with `; ;`', input: 'for x in a; ; do b; done\n', execs: 'error' },
  { name: '`for` list with a redirection', input: 'for x in a >b; do c; done\n', execs: 'error' },
  { name: '`fi` as a command after a redirection', input: '>x fi\n', execs: ['fi'] },
  { name: '`fi` as a command', input: 'fi\n', execs: 'error' },
  { name: '`done` is an argument', input: 'while a; do b done\n', execs: 'error' },
  { name: 'no separator between a subshell and `then`', input: 'if (a) then (b) fi\n', execs: ['a', 'b'] },
  { name: 'two `!`', input: '! ! a\n', execs: 'error' },
  { name: '`!` behind a pipe', input: 'a | ! b\n', execs: 'error' },

  // Separators
  { name: 'three `;`', input: 'a ; ; ; b\n', execs: 'error' },
  { name: '`&` and `;`', input: 'a & ; b\n', execs: 'error' },
  { name: '`;` on its own line', input: 'a\n;b\n', execs: 'error' },
  { name: '`&` and a newline end a compound list', input: '{ a &\n}\n', execs: 'error' },
  { name: '`&` ends a script', input: 'a &\n', execs: ['a'] },
  { name: 'a redirection of a compound command starts no command', input: '{ a; } >x b\n', execs: ['a', 'b'] },
  { name: '`( (` is two subshells', input: '((a))\n', execs: ['a'] },
  { name: 'a redirected function definition', input: 'f() { a; } 2>x\n', execs: 'error' },
  { name: 'a simple command as function body', input: 'f() a\n', execs: 'error' },
  { name: 'a function behind newlines', input: 'f()\n\n(a)\n', execs: ['a'], functions: ['f'] },
  { name: 'a function of any name', input: '"x y"=$z() { a; }\n', execs: ['a'], functions: ['"x y"=$z'] },

  // Redirections
  { name: 'a reserved word is no redirection target', input: 'a > fi\n', execs: 'error' },
  { name: 'a redirection target may end in `$`', input: 'a >b$\n', execs: ['a'] },
  { name: 'digits of any script', input: 'a \u0663>x\n', execs: ['a'] },
  { name: 'digits of any script before a command', input: '\u0663>x a\n', execs: ['a'] },

  // Comments and joined lines
  { name: 'a lone `#` ends the text', input: 'a #', execs: ['a'] },
  { name: 'a comment behind a joined line', input: 'a \\\n# b\nc\n', execs: ['a', 'c'] },
  { name: 'a joined line before the end', input: 'a\\\n', execs: ['a'] },
  { name: 'a joined line in a reserved word', input: 'i\\\nf a; then b; f\\\ni\n', execs: ['a', 'b'] },
  { name: 'a joined line in an operator', input: 'a &\\\n& b\n', execs: 'error' },
  {
    name: 'a joined line makes a substitution',
    input: 'a "$\\\n(b \\\nc)"\n',
    execs: ['a', 'b'],
    execsBefore218: ['a'],
  },
  { name: 'a joined line makes an open `${`', input: 'a $\\\n{b\n', execs: 'error' },
  { name: 'a joined line makes `$((`', input: 'a "$\\\n((b))"\n', execs: 'error' },
  { name: 'what a joined line makes is unread in a selector', input: 'case $\\\n{a in b) c;; esac\n', execs: ['c'] },
  {
    name: 'joining quotes anew joins lines anew',
    input: "a \"$\\\n( ' \" ' b\\\nc' ' \\\nd )\"\n",
    execs: 'error',
  },
  { name: 'no joined line between single quotes', input: "'a\\\nb'\n", execs: ["'a\\\nb'"] },
  { name: '`\\r` joins no lines', input: 'a \\\r\nb\n', execs: ['a', 'b'] },

  // Words
  { name: '`$$(` is no substitution', input: 'a "$$(b)"\n', execs: ['a'] },
  { name: '`$#` starts no comment', input: 'a $#b\nc\n', execs: ['a', 'c'] },
  { name: 'a double quote between backquotes contains its own', input: 'a `b "` `c`"`\n', execs: 'error' },
  { name: 'a skipped word may end in `$`', input: '$(a) b$\n', execs: ['a'], execsBefore218: 'error' },
  {
    name: 'two substitutions in a command word skip one word',
    input: '$(a)$(b) $(c) $(d)\n',
    execs: ['a', 'b', 'd'],
    execsBefore218: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'a function defined in a substitution',
    input: 'a `b() { c; }`\nb\n',
    execs: ['a', 'c'],
    functions: ['b'],
  },
  { name: 'no function fits into `$(`', input: 'a $(b() { c; })\n', execs: 'error' },

  // The end of the text
  { name: 'an assignment under the name of a command word', input: 'cmd_name=a', execs: ['a'] },
  { name: 'the same in a substitution', input: 'a $(>x cmd_word=b)\n', execs: ['a', 'b'] },
  { name: 'the same behind an assignment', input: 'A=1 cmd_name=b', execs: [] },
  { name: 'the same with a substitution', input: 'cmd_word=$(a)', execs: ['a'] },
  { name: 'the same with `eval`', input: 'cmd_name=eval', execs: [] },
  { name: 'an assignment is no selector', input: 'case x=y', execs: 'error' },
  { name: 'a value may end in `$` only in the middle', input: 'A=b$', execs: 'error' },

  // Eval
  { name: '`eval` of nothing', input: 'eval\n', execs: [] },
  { name: '`eval` behind two assignments', input: 'A=1 B=2 eval d\n', execs: ['d'] },
  { name: '`eval` makes an assignment a command word', input: 'A=1 B=$(c) eval d\n', execs: ['c'] },
  { name: '`eval` of a compound command', input: 'eval if a then b\n', execs: 'error' },
  { name: '`eval` of a function', input: "eval 'f()' { a\n", execs: 'error' },
  { name: '`eval` of a word with a quoted newline', input: 'eval "a\nb" c\n', execs: ['"a\nb"'] },

  // Here-documents
  { name: 'the next word stands in for an empty body', input: 'a <<E b c\nE\nd\n', execs: ['a', 'd'] },
  { name: 'a reserved word does not', input: 'a <<E fi\nE\n', execs: 'error' },
  { name: 'a redirection does not', input: 'a <<E >x\nE\n', execs: 'error' },
  { name: 'a body without lines at the end', input: 'a <<E b\n', execs: 'error' },
  { name: 'a second body without lines at the end', input: 'a <<E <<F\nx\nE\n', execs: 'error' },
  { name: 'no newline behind the name', input: 'a <<E', execs: 'error' },
  { name: 'an operator for a name', input: 'a << ;b\nE\n', execs: 'error' },
  { name: 'a comment for a name', input: 'a << #E\nx\nE\n', execs: 'error' },
  { name: 'an empty name', input: "a <<''\nx\n\n", execs: 'error' },
  { name: 'a quoted name', input: 'a <<"E"\\F\'G\'\nx\nEFG\nb\n', execs: ['a', 'b'] },
  { name: 'a name with a substitution', input: 'a <<$(e "f")\nx\n$(e f)\nb\n', execs: ['a', 'b'] },
  { name: 'a backslash that quotes nothing', input: 'a <<"E\\x\\$"\nx\nE\\x$\nb\n', execs: ['a', 'b'] },
  { name: 'a name that ends in `$`', input: 'a <<E$\nx\nE$\n', execs: 'error' },
  { name: 'a reserved word as the whole body', input: 'a <<E\nfi', execs: 'error' },
  { name: 'an operator as the whole body', input: 'a <<E\n|', execs: 'error' },
  { name: 'a longer operator as the whole body', input: 'a <<E\n&&', execs: ['a'] },
  { name: 'digits before a name `<`', input: "a <<'<'\n12\n<\n", execs: 'error' },
  { name: 'digits before another name', input: 'a <<E\n12\nE\n', execs: ['a'] },
  { name: 'tabs before a body that is nothing else', input: 'a <<-E\n\t\t', execs: 'error' },
  { name: 'three bodies for one line', input: 'a <<A <<-B <<C | b\n1\nA\n\t2\n\tB\n3\nC\nc\n', execs: ['a', 'b', 'c'] },
  { name: 'a comment on the line', input: 'a <<A # b\nc\nA\nd\n', execs: ['a', 'd'] },
  { name: 'a quoted newline on the line', input: 'a <<A "b\nc"\nd\nA\ne\n', execs: ['a', 'e'] },
  { name: 'a substitution on the line', input: 'a <<A $(b)\n$(c)\nA\n', execs: ['a', 'b'] },
  { name: 'a here-document between commands', input: 'if a; then b <<E; fi\nx\nE\nc\n', execs: ['a', 'b', 'c'] },
];
