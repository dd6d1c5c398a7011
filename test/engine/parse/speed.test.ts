import { describe, it } from 'vitest';
import { expectProportional } from '../../support/growth';
import { conf, recipe } from './support';

const SIZE = 1_000_000;
const filled = (piece: string, size = SIZE) => piece.repeat(Math.ceil(size / piece.length));

/** Long texts; each has a form for which a careless pattern or loop needs quadratic time. */
const TEXTS: readonly [string, string][] = [
  [
    '5 MB of ordinary statements',
    filled('A:append = " value ${B}"\ndo_x() {\n    echo ${A}\n}\n# comment\n\n', 5_000_000),
  ],
  ['5 MB of a task', `do_x() {\n${filled('    echo ${A} | sed -e "s/a/b/" > c\n', 5_000_000)}}\n`],
  ['one name', filled('A')],
  ['one name of operators', filled('+')],
  ['one name of assignments', filled('+=')],
  ['one value', `A = "${filled('x" "')}"`],
  ['one value with no end', `A = "${filled('x')}`],
  ['blanks behind a name', `A${filled(' ')}x`],
  ['blanks behind a keyword', `include${filled(' ')}\\\n`],
  ['words behind a keyword', `addfragments ${filled('a ')}`],
  ['words of addtask', `addtask a${filled(' before b after c')}`],
  ['keywords in front of a function', `${filled('python ')}x`],
  ['parentheses', `x${filled('(')}{`],
  ['a def with no colon', `def f${filled('(')}`],
  ['a value of many lines', `A = "${filled('x \\\n')}"`],
  ['a value of empty lines', `A = "${filled('\\\n')}"`],
  ['backslashes and blank lines', `A = "${'\\'.repeat(SIZE / 2)}${'\n'.repeat(SIZE / 2)}"`],
  ['backslashes', filled('\\')],
  ['comments that are continued', filled('# \\\n')],
  ['comments in a value', `A = "${filled('\\\n#')}`],
  ['carriage returns', filled('\r')],
  ['carriage returns before one newline', `${filled('A = "1"\r')}\n`],
  ['a function with no end', `do_x() {\n${filled('  x\n')}`],
  ['a def with tabs', `def f():\n${filled('\tx\n')}`],
  ['trailing blanks', filled(' \u2003')],
  ['lines that are no statement', filled('nonsense\n')],
];

describe('a long text is read in linear time', () => {
  it.each(TEXTS)('%s', (_what, text) => {
    for (const read of [recipe, conf]) expectProportional((length) => void read(text.slice(0, length)), text.length);
  });
});
