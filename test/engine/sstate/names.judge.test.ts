/**
 * Names of objects compared with the function in OE-Core's own class, over specs of all lengths. Needs
 * SIGHOUND_BITBAKE, the folder that contains `openembedded-core`.
 */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHashFilename, sstateObjectPath } from '../../../server/src/engine/sstate/objectNames';

const sources = process.env['SIGHOUND_BITBAKE'];

/** All lengths are equally frequent, which fast-check does not provide by itself. */
const field = (most: number): fc.Arbitrary<string> =>
  fc.noBias(fc.integer({ min: 0, max: most })).chain((length) =>
    fc.string({
      unit: fc.constantFrom('a', 'B', '1', '-', '+', '.', '~', 'é', '\u{1f600}'),
      minLength: length,
      maxLength: length,
    }),
  );
const object = fc.record({
  fields: fc.tuple(
    fc.constant('sstate'),
    field(240),
    field(90),
    field(90),
    field(90),
    field(20),
    fc.constant('14'),
    fc.constant(''),
  ),
  unihash: fc.oneof(
    fc.constant(''),
    fc.string({ unit: fc.constantFrom('0', '9', 'a', 'f'), minLength: 64, maxLength: 64 }),
  ),
  task: fc.constantFrom('package', 'deploy_source_date_epoch', 'populate_sysroot', 'x'),
  part: fc.constantFrom('archive' as const, 'siginfo' as const),
});

describe.runIf(sources !== undefined)("OE-Core's own function (needs SIGHOUND_BITBAKE)", () => {
  test('gives the same names, and none where we give none', () => {
    const given = fc.sample(object, { numRuns: 2000, seed: 1 });
    const ours = given.map(({ fields, unihash, task, part }) =>
      sstateObjectPath({
        hashFilename: readHashFilename(`False ${fields.join(':')} `)!,
        task: `do_${task}`,
        unihash,
        nativeLsbString: '',
        part,
      }),
    );
    const theirs = JSON.parse(
      execFileSync('python3', ['-c', JUDGE, `${sources}/openembedded-core/meta/classes-global/sstate.bbclass`], {
        input: JSON.stringify(
          given.map(({ fields, unihash, task, part }) => [fields.join(':'), unihash, task, part === 'siginfo']),
        ),
        encoding: 'utf8',
      }),
    ) as (string | null)[];
    expect(ours).toEqual(theirs);
    // The samples contain names that fit, names that do not fit, and names that are cut.
    expect(theirs.filter((name) => name === null).length).toBeGreaterThan(50);
    expect(theirs.filter((name) => name !== null && [...name].length > 240).length).toBeGreaterThan(50);
  });
});

const JUDGE = `
import json, re, sys
class Fatal(Exception): pass
class bb:
    @staticmethod
    def fatal(text): raise Fatal(text)
source = re.search(r"^def generate_sstatefn.*?(?=^\\S)", open(sys.argv[1]).read().replace("\\t", "    "), re.S | re.M).group(0)
exec(source)
names = []
for spec, unihash, task, siginfo in json.load(sys.stdin):
    try: names.append(generate_sstatefn(spec, unihash, task, siginfo, None))
    except Fatal: names.append(None)
print(json.dumps(names))
`;
