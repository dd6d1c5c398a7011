/**
 * `frozen-layer-path`: a variable whose value contains the path of a layer, written by `:=`, and that reaches a hash.
 * `LAYERDIR` has to be expanded while its layer.conf is read; other files can name the path by a variable that hashes
 * ignore, or avoid the path.
 */

import { textOf } from '../datastore/datastore';
import { frozenAssignment, statementOf } from './common/assignments';
import { excludeOrTrack, todoAbout } from './common/exclusions';
import { relativeSources } from './common/localSources';
import { reachOf } from './common/reach';
import type { Finding, FixProposal, Messages, Rule, RuleContext, RuleVariant } from './rule';

const CODE = 'frozen-layer-path';

const messages = {
  frozen: (task, variable, path, todo) =>
    `the signature of \`${task}\` contains the path of this checkout: \`:=\` writes \`${path}\` into \`${variable}\`; ${todo}`,
} satisfies Messages;

export const frozenLayerPath: Rule = {
  code: CODE,
  severity: 'warning',
  title: 'the path of a checkout, written into a value by `:=`, gets into a hash',
  messages,
  needsProof: false,
  explainsProofs: true,
  check,
  fixes,
};

/** Variables whose value is the path of a layer, or of a file in one. */
const PATHS = /\$\{(LAYERDIR|THISDIR|FILE_DIRNAME|COREBASE|FILE|LAYERDIR_[^}]*)\}/;

function check(variant: RuleVariant, context: RuleContext): readonly Finding[] {
  const { mcfn, signatures } = variant;
  return [...signatures.gendeps.keys()].flatMap((variable): Finding[] => {
    const entry = frozenAssignment(variable, variant);
    const named = entry && PATHS.exec(statementOf(entry, context)?.value ?? '')?.[1];
    const frozen = textOf(entry?.detail ?? '');
    if (entry === undefined || named === undefined || !frozen.includes('/')) return [];
    const reach = reachOf(variable, signatures);
    if (!reach) return [];
    const value = textOf(signatures.varvals.get(variable) ?? '');
    return [
      {
        code: CODE,
        mcfn,
        ...reach,
        variable,
        value,
        location: entry.origin,
        message: messages.frozen(
          reach.tasks[0] ?? '',
          variable,
          named,
          todoAbout({ variable, tasks: reach.tasks }, variant, 'write `=`, or exclude it'),
        ),
      },
    ];
  });
}

/**
 * First, the file by its name, if BitBake finds it so; then a deferred assignment, if hashes ignore the path variable;
 * then an exclusion.
 */
function fixes(finding: Finding, variant: RuleVariant, context: RuleContext): readonly FixProposal[] {
  const entry = frozenAssignment(finding.variable, variant);
  const statement = entry && statementOf(entry, context);
  const named = PATHS.exec(statement?.value ?? '')?.[1] ?? '';
  const deferred: FixProposal[] =
    entry && statement && variant.signatures.context.ignored.has(named)
      ? [
          {
            title: `Defer ${named}: ${finding.variable} = "…"`,
            changes: [{ path: entry.file, range: statement.operatorRange, text: '=' }],
          },
        ]
      : [];
  return [...relativeSources(finding, variant, context), ...deferred, ...excludeOrTrack(finding, variant, context)];
}
