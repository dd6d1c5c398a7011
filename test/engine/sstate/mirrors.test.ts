/**
 * The locations that `SSTATE_MIRRORS` gives for an object. The last test asks BitBake's own fetcher for the same, over
 * all cases; it needs SIGHOUND_BITBAKE, the folder that contains `bitbake`.
 */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type MirrorLocation, mirrorLocations, readMirrors } from '../../../server/src/engine/sstate/mirrors';

const NAME = 'sstate:a-native:x86_64-linux:1.0+git~2:r0:x86_64:14:abcd_package.tar.zst';
const OBJECT = `universal/ab/cd/${NAME}`;
const QUOTED = NAME.replaceAll(':', '%3A').replaceAll('+', '%2B');

interface Case {
  readonly mirrors: string;
  readonly allowedNetworks?: string;
  readonly locations: readonly MirrorLocation[];
}

const http = (url: string, login: string | null = null): MirrorLocation => ({ kind: 'http', url, login });
const file = (path: string): MirrorLocation => ({ kind: 'file', path });

const CASES: Readonly<Record<string, Case>> = {
  'no mirrors': { mirrors: '', locations: [] },
  'a server, as the manual writes it': {
    mirrors: 'file://.* http://sstate.example.com/all/PATH;downloadfilename=PATH',
    locations: [http(`http://sstate.example.com/all/universal/ab/cd/${QUOTED}`)],
  },
  'a folder': { mirrors: 'file://.* file:///srv/sstate/PATH', locations: [file(`/srv/sstate/${OBJECT}`)] },
  'several, in order, over lines': {
    mirrors:
      'file://.* file:///srv/one/PATH \\n file://.* https://two.example.com:8443/PATH\nfile://.* file:///srv/three/PATH',
    locations: [
      file(`/srv/one/${OBJECT}`),
      http(`https://two.example.com:8443/universal/ab/cd/${QUOTED}`),
      file(`/srv/three/${OBJECT}`),
    ],
  },
  'a folder without PATH contains the name': {
    mirrors: 'file://.* http://h.example.com/flat/',
    locations: [http(`http://h.example.com/flat/${QUOTED}`)],
  },
  'a group': {
    mirrors: 'file://universal/(.*) http://h.example.com/other/\\1',
    locations: [http(`http://h.example.com/other/ab/cd/${QUOTED}`)],
  },
  'a named group': {
    mirrors: 'file://(?P<host>[a-z]+)/(?P<rest>.*) file:///m/\\g<rest>/\\g<1>/PATH',
    locations: [file(`/m/ab/cd/${NAME}/universal/${OBJECT}`)],
  },
  'a pattern that does not find it': { mirrors: 'file://debian.* http://h.example.com/PATH', locations: [] },
  'a pattern that finds its start': {
    mirrors: 'file://universal/ http://h.example.com/u/',
    locations: [http(`http://h.example.com/u/ab/cd/${QUOTED}`)],
  },
  'another type': { mirrors: 'https?://.*/.* http://h.example.com/PATH', locations: [] },
  'a type that is only the start': { mirrors: 'fil://.* http://h.example.com/PATH', locations: [] },
  'a mirror of a mirror': {
    mirrors: 'file://.* http://one.example.com/PATH http://one.example.com/.* http://two.example.com/PATH',
    locations: [
      http(`http://one.example.com/universal/ab/cd/${QUOTED}`),
      http(`http://two.example.com/universal/ab/cd/${QUOTED}`),
    ],
  },
  'a login': {
    mirrors: 'file://.* http://me:secret@h.example.com/PATH',
    locations: [http(`http://h.example.com/universal/ab/cd/${QUOTED}`, 'me:secret')],
  },
  'a way that is not ours': {
    mirrors: 'file://.* s3://bucket/PATH',
    locations: [{ kind: 'other', url: `s3://bucket/universal/ab/cd/${QUOTED}` }],
  },
  BASENAME: { mirrors: 'file://.* file:///flat/BASENAME', locations: [file(`/flat/${NAME}`)] },
  'slashes too many': { mirrors: 'file://.* file:////srv//sstate//PATH', locations: [file(`/srv/sstate/${OBJECT}`)] },
  'a word too many': { mirrors: 'file://.* file:///a/PATH file://.*', locations: [file(`/a/${OBJECT}`)] },
  'the same twice': { mirrors: 'file://.* file:///a/PATH file://.* file:///a/PATH', locations: [file(`/a/${OBJECT}`)] },
  'only some networks': {
    mirrors:
      'file://.* http://one.example.com/PATH file://.* http://two.example.org/PATH file://.* http://three.com:80/PATH',
    allowedNetworks: '*.Example.com three.com',
    locations: [
      http(`http://one.example.com/universal/ab/cd/${QUOTED}`),
      http(`http://three.com:80/universal/ab/cd/${QUOTED}`),
    ],
  },
};

const locationsOf = ({ mirrors, allowedNetworks = '' }: Case): readonly MirrorLocation[] =>
  mirrorLocations(OBJECT, { sstateDir: '/sstate', mirrors: readMirrors(mirrors), allowedNetworks });

describe('mirrored locations', () => {
  test.each(Object.entries(CASES))('%s', (_name, one) => {
    expect(locationsOf(one)).toEqual(one.locations);
  });

  test('are empty for an invalid pattern or URL', () => {
    expect(
      locationsOf({ mirrors: 'file://( http://h/PATH nothing file:///x/PATH file://.* nowhere', locations: [] }),
    ).toEqual([]);
  });

  test('end for mirrors that lead to each other endlessly', () => {
    const mirrors = Array.from({ length: 40 }, (_, index) => `file://.* file:///m${index}/BASENAME/x`).join(' ');
    expect(locationsOf({ mirrors, locations: [] }).length).toBeLessThanOrEqual(100);
  });
});

const sources = process.env['SIGHOUND_BITBAKE'];

describe.runIf(sources !== undefined)("BitBake's fetcher (needs SIGHOUND_BITBAKE)", () => {
  test('finds the same locations in the same order', () => {
    const asked = Object.entries(CASES).map(([name, { mirrors, allowedNetworks = '' }]) => ({
      name,
      mirrors,
      allowedNetworks,
    }));
    const answer = execFileSync('python3', ['-c', JUDGE, `${sources}/bitbake/lib`], {
      input: JSON.stringify({ object: OBJECT, asked }),
      encoding: 'utf8',
    });
    const urls = JSON.parse(answer) as Record<string, string[]>;
    for (const [name, one] of Object.entries(CASES)) {
      expect({ name, locations: locationsOf(one).map(urlOf) }).toEqual({
        name,
        locations: urls[name]!.map((url) => url.replace(/;.*/, '').replace(/\/\/me:secret@/, '//')),
      });
    }
  });
});

function urlOf(location: MirrorLocation): string {
  return location.kind === 'file'
    ? `file://${location.path.replace(NAME, QUOTED).replace(NAME, QUOTED)}`
    : location.url;
}

const JUDGE = `
import json, sys, os, tempfile
sys.path.insert(0, sys.argv[1])
import bb.data, bb.fetch2
given = json.load(sys.stdin)
result = {}
for one in given["asked"]:
    d = bb.data.init()
    folder = tempfile.mkdtemp()
    for name in ("DL_DIR", "FILESPATH"): d.setVar(name, "/sstate")
    for name in ("PERSISTENT_DIR", "BB_CACHEDIR", "TMPDIR"): d.setVar(name, folder)
    if one["allowedNetworks"]: d.setVar("BB_ALLOWED_NETWORKS", one["allowedNetworks"])
    ud = bb.fetch2.FetchData("file://" + given["object"], d)
    ud.localpath = "/sstate/" + given["object"]
    result[one["name"]] = bb.fetch2.build_mirroruris(ud, bb.fetch2.mirror_from_string(one["mirrors"]), d)[0]
print(json.dumps(result))
`;
