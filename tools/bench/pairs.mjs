// Two measurements in turn; the order within each pair alternates. Changes of the machine over time, and the page cache
// that one side leaves for the other, then affect both sides.

/** `runs` samples of each side; both functions receive the number of the run, from 1. */
export async function inPairs(runs, { ours, theirs }) {
  const samples = { ours: [], theirs: [] };
  for (let run = 1; run <= runs; run++) {
    const sides = run % 2 === 1 ? ['ours', 'theirs'] : ['theirs', 'ours'];
    for (const side of sides) samples[side].push(await (side === 'ours' ? ours : theirs)(run));
  }
  return samples;
}
