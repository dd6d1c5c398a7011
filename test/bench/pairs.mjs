// Two measurements in turn, the order within each pair alternating: what drifts on the machine, and what one side
// leaves in the page cache for the other, falls on both.

/** `runs` samples of each side; both get the number of the run, from 1. */
export async function inPairs(runs, { ours, theirs }) {
  const samples = { ours: [], theirs: [] };
  for (let run = 1; run <= runs; run++) {
    const sides = run % 2 === 1 ? ['ours', 'theirs'] : ['theirs', 'ours'];
    for (const side of sides) samples[side].push(await (side === 'ours' ? ours : theirs)(run));
  }
  return samples;
}
