// The measurements: our samples and, where it exists, samples of BitBake's counterpart from the same pairs; how they
// are summarized, compared with a budget, and printed. An exceeded budget is printed, and is never an error.

/**
 * One figure. `ours` and `bitbake` contain one sample per run; the same index is the same pair. `statistic` is the
 * quoted value of our samples (`median`, `p50`, `p95`); `budget` limits that value, or with `of: 'ratio'` the median
 * ratio.
 */
export function figure({ part, name, unit, ours, bitbake = null, statistic = 'median', budget = null, note = null }) {
  const quoted = statistic === 'p95' ? percentile(ours, 95) : percentile(ours, 50);
  const ratios = bitbake === null ? null : ours.map((value, index) => value / bitbake[index]);
  const ratio = ratios && summary(ratios);
  return {
    part,
    name,
    unit,
    statistic,
    value: quoted,
    ours: { ...summary(ours), samples: ours },
    bitbake: bitbake && { ...summary(bitbake), samples: bitbake },
    ratio,
    budget: budget && { ...budget, ok: (budget.of === 'ratio' ? ratio.median : quoted) <= budget.limit },
    note,
  };
}

export function summary(samples) {
  return {
    median: percentile(samples, 50),
    min: Math.min(...samples),
    max: Math.max(...samples),
    count: samples.length,
  };
}

/**
 * The median is halfway between the two middle samples; any other percentile is the nearest rank, which is a measured
 * sample.
 */
export function percentile(samples, percent) {
  const ordered = [...samples].sort((a, b) => a - b);
  const middle = ordered.length / 2;
  if (percent === 50 && Number.isInteger(middle)) return (ordered[middle - 1] + ordered[middle]) / 2;
  return ordered[Math.max(0, Math.ceil((percent / 100) * ordered.length) - 1)];
}

/** A line for one figure, as the table prints it. */
export function figureCells({ name, unit, statistic, value, ours, bitbake, ratio, budget, note }) {
  return [
    name,
    `${statistic === 'median' ? '' : `${statistic} `}${number(value)} ${unit}${spread(ours)}`,
    bitbake === null ? '' : `${number(bitbake.median)} ${unit}${spread(bitbake)}`,
    ratio === null ? '' : `${number(ratio.median)}${spread(ratio)}`,
    budget === null
      ? ''
      : `≤ ${budget.limit}${budget.of === 'ratio' ? ' × BitBake' : ` ${unit}`}: ${budget.ok ? 'ok' : 'over'}${budget.aim === undefined ? '' : ` (aim ${budget.aim})`}`,
    note ?? '',
  ];
}

/** A table with one line per figure. */
export function table(figures) {
  const rows = [
    ['figure', 'Sighound (min–max)', 'BitBake (min–max)', 'ratio (min–max)', 'budget', 'note'],
    ...figures.map(figureCells),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function spread({ min, max, count }) {
  return count < 2 ? '' : ` (${number(min)}–${number(max)})`;
}

function number(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 1 ? 2 : 3);
}
