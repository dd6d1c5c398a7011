// The cost of the proof compared with a plain evaluation: all basehashes on two hosts against all basehashes, and the
// time from a keystroke to the proofs of the new text.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pause } from '../editor.mjs';
import { figure } from '../figures.mjs';
import { inPairs } from '../pairs.mjs';
import { TYPING_PAUSE_MS, recipeWithTask } from './interactive.mjs';

/** The rule whose findings are proofs. */
const PROVEN = 'host-dependent-signature';
const LEAK = '${TOPDIR}/bench';

export async function proof(ctx) {
  return [...(await everything(ctx)), ...(await oneKeystroke(ctx))];
}

/** Both from an empty cache, in pairs. */
async function everything({ sighound, build, options, say }) {
  let last;
  const { ours, theirs } = await inPairs(options.runs, {
    ours: async (run) => {
      say(`proof ${run}: sighound compare-hosts --all`);
      const cache = sighound.freshCache();
      last = await sighound.compareHosts(build, ['--all'], cache);
      sighound.dropCache(cache);
      return last.seconds;
    },
    theirs: async (run) => {
      say(`proof ${run}: sighound sig --all`);
      const cache = sighound.freshCache();
      const { seconds } = await sighound.sig(build, ['--all'], cache);
      sighound.dropCache(cache);
      return seconds;
    },
  });
  const part = 'proof';
  return [
    figure({
      part,
      name: 'basehashes on two hosts, empty cache',
      unit: 's',
      ours,
      note: `${last.differ} tasks differ, ${last.unknown} unknown`,
    }),
    figure({ part, name: 'basehashes on one host, empty cache', unit: 's', ours: theirs }),
    figure({
      part,
      name: 'two hosts, ratio to one host',
      unit: '×',
      ours: ours.map((seconds, index) => seconds / theirs[index]),
    }),
  ];
}

/**
 * Letters typed before a leak in a variable that a task uses: each letter moves the position of the proof, which
 * distinguishes the new proof from the old one.
 */
async function oneKeystroke(ctx) {
  const { file, task } = await recipeWithTask(ctx);
  const { text, line } = leakingText(file, task);
  const cache = ctx.sighound.freshCache();
  const editor = await ctx.startEditor(cache);
  const toHashes = [];
  const toProof = [];
  try {
    ctx.say(`proof: keystrokes in ${path.basename(file)}`);
    await editor.open(file, text);
    let { hashes } = await editor.hashes(file, { line });
    let { range } = await editor.diagnostic(file, isProof);
    for (let i = 0; i < ctx.options.keystrokes; i++) {
      await pause(TYPING_PAUSE_MS);
      const position = { line, character: VARIABLE.length };
      const sent = await editor.change(file, {
        range: { start: position, end: position },
        text: String.fromCharCode(97 + (i % 26)),
      });
      const known = range;
      const shown = await editor.hashes(file, { before: hashes, line });
      const proven = await editor.diagnostic(
        file,
        (diagnostic) => isProof(diagnostic) && JSON.stringify(diagnostic.range) !== JSON.stringify(known),
      );
      ({ hashes } = shown);
      ({ range } = proven);
      toHashes.push(shown.at - sent);
      toProof.push(proven.at - sent);
    }
  } finally {
    await editor.stop();
  }
  const note = path.basename(file);
  const both = (name, times) =>
    ['p50', 'p95'].map((statistic) => figure({ part: 'proof', name, unit: 'ms', ours: times, statistic, note }));
  return [...both('keystroke to new proof', toProof), ...both('keystroke to new hashes, same keystrokes', toHashes)];
}

const VARIABLE = 'SIGHOUND_BENCH = "';

/** A recipe's text with a leak at its end, and the line of the leak. */
export function leakingText(file, task) {
  const disk = readFileSync(file, 'utf8');
  return {
    text: `${disk}\n${VARIABLE}${LEAK}"\n${task}:append() {\n    : \${SIGHOUND_BENCH}\n}\n`,
    line: disk.split('\n').length,
  };
}

/** Whether a diagnostic is the proof of that leak. */
export function isProof({ code }) {
  return code === PROVEN;
}
