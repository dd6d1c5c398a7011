/** URIs and paths, both ways, however a client encodes them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSignatureUri, uriToPath } from '../../server/src/lsp/documents/fromProto';
import { pathToUri, signatureUri } from '../../server/src/lsp/words/toProto';

describe('files', () => {
  test.each(['/a/b.bb', '/a b/ü/100%25/x?y#z/c++_1.0.bb', "/it's/(1)/a:b/[x]/\u{1f40d}.bb"])(
    '%s is read back unchanged',
    (path) => {
      expect(uriToPath(pathToUri(path))).toBe(path);
    },
  );

  test('any path is read back unchanged', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc
            .string({ unit: 'binary', minLength: 1 })
            .filter((part) => !/[/\0\p{Surrogate}]/u.test(part) && part !== '.' && part !== '..'),
          { minLength: 1 },
        ),
        (parts) => {
          const path = `/${parts.join('/')}`;
          expect(uriToPath(pathToUri(path))).toBe(path);
        },
      ),
    );
  });

  test.each([
    'untitled:Untitled-1',
    'git:/a/b.bb',
    'file://server/share/x',
    'no uri',
    'file:///%zz',
    'sighound-signature:/a:b',
    'file:///a%00b',
  ])('%s is not a file', (uri) => {
    expect(uriToPath(uri)).toBeNull();
  });
});

describe('signature documents', () => {
  const names = [
    '/abs/x.bb',
    'virtual:native:/abs/x.bb',
    'mc:arm64:virtual:native:/abs/x.bb',
    'mc:arm64:/a b/100%41/c++_1.0.bb',
    '/layer/ü#?.bb',
  ];

  /** Like an editor: decodes everything, then encodes it in its own way. */
  const reencoded = (uri: string, encode: (character: string) => string): string => {
    const [scheme = '', ...rest] = uri.split(':');
    return `${scheme}:${[...decodeURIComponent(rest.join(':'))].map(encode).join('')}`;
  };

  test.each(names)('%s is read back unchanged', (mcfn) => {
    const uri = signatureUri(mcfn, 'do_compile');
    const expected = { mcfn, task: 'do_compile', part: 'inputs' };
    expect(uri).toMatch(/^sighound-signature:\/[^/]/);
    expect(parseSignatureUri(uri)).toEqual(expected);
    expect(
      parseSignatureUri(reencoded(uri, (c) => (/[a-z/]/.test(c) ? c : encodeURIComponent(c).toLowerCase()))),
    ).toEqual(expected);
    expect(parseSignatureUri(reencoded(uri, (c) => (/[%?#\s]/.test(c) ? encodeURIComponent(c) : c)))).toEqual(expected);
  });

  test.each([
    'sighound-signature:',
    'sighound-signature:/a.bb',
    'sighound-signature:/a.bb:',
    'file:///a.bb:do_x',
    'sighound-signature:%zz',
    'sighound-signature:/a:b%',
  ])('%s names no task', (uri) => {
    expect(parseSignatureUri(uri)).toBeNull();
  });
});
