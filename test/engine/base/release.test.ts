import { describe, expect, it } from 'vitest';
import {
  DEFAULT_RELEASE,
  PROBES,
  readAnswers,
  releaseOf,
  unusableBehaviors,
} from '../../../server/src/engine/base/release';

const refuse = (reason: string): never => {
  throw new Error(reason);
};

describe('the answer of a BitBake', () => {
  it('is a value where a known release gives the same answer', () => {
    const { known } = readAnswers({
      excludeFlagsAreWords: { answer: 'False' },
      inheritDefer: { error: 'ParseError', message: 'unparsed line' },
    });
    expect(known).toEqual({ excludeFlagsAreWords: false, inheritDefer: false });
  });

  it('is unknown where it is new, a failure or missing, and reading it throws', () => {
    const probed = readAnswers({ weakFlags: { answer: 'maybe' }, fragments: { error: 'KeyError', message: 'x' } });
    expect(probed.unknown.weakFlags).toBe('it answers "maybe"');
    expect(probed.unknown.fragments).toBe('it fails with KeyError: x');
    expect(probed.unknown.includeAll).toBe('it gave no answer');
    expect(() => releaseOf(probed, refuse).weakFlags).toThrow(
      'this BitBake behaves in a way that Sighound does not know (`weakFlags`): it answers "maybe"',
    );
  });

  it('is unknown where the time ran out, and must be asked for again', () => {
    const probed = readAnswers({ weakFlags: { cut: 'it took too long', byTime: true } });
    expect([probed.unknown.weakFlags, probed.isCutShort]).toEqual(['it took too long', true]);
    expect(readAnswers({ weakFlags: { cut: 'it does not come to an end' } }).isCutShort).toBeUndefined();
  });

  it('is one reason for all behaviors where the library does not load', () => {
    const release = releaseOf(unusableBehaviors('ModuleNotFoundError: no x'), refuse);
    expect(() => release.inheritDefer).toThrow(
      "the library of the workspace's BitBake cannot be loaded: ModuleNotFoundError: no x; update or repair its checkout",
    );
  });

  it('leaves known behaviors usable where others are unknown', () => {
    const probed = readAnswers({ addpylib: { answer: 'probe' } });
    expect(releaseOf(probed, refuse).addpylib).toBe(true);
  });

  it('is asked for every behavior, and the newest release has each behavior', () => {
    expect(Object.keys(PROBES)).toEqual(Object.keys(DEFAULT_RELEASE));
  });
});
