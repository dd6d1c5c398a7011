/**
 * Which Python runs in which interpreter: the sources of `python/`, by the names of their modules. Each list is in the
 * order in which the modules are made, so that a module finds what it imports. `python/README.md` says when each runs.
 */

import filters from './python/commands/filters.py';
import host from './python/commands/host.py';
import script from './python/commands/script.py';
import shell from './python/commands/shell.py';
import unanswerable from './python/commands/unanswerable.py';
import changes from './python/git/changes.py';
import checkout from './python/git/checkout.py';
import config from './python/git/config.py';
import conversion from './python/git/conversion.py';
import describe from './python/git/describe.py';
import files from './python/git/files.py';
import head from './python/git/head.py';
import ignoring from './python/git/ignoring.py';
import index from './python/git/index.py';
import listing from './python/git/listing.py';
import log from './python/git/log.py';
import objects from './python/git/objects.py';
import program from './python/git/program.py';
import questions from './python/git/questions.py';
import repository from './python/git/repository.py';
import revParse from './python/git/rev_parse.py';
import revision from './python/git/revision.py';
import staging from './python/git/staging.py';
import bitbakeLibrary from './python/library/bitbake_library.py';
import formerAttributes from './python/library/former_attributes.py';
import formerDistutils from './python/library/former_distutils.py';
import formerModules from './python/library/former_modules.py';
import formerNames from './python/library/former_names.py';
import machineLibrary from './python/library/machine_library.py';
import standIns from './python/library/stand_ins.py';
import bridge from './python/metadata/bridge.py';
import calls from './python/metadata/calls.py';
import commonWork from './python/metadata/common_work.py';
import datastore from './python/metadata/datastore.py';
import datastoreParts from './python/metadata/datastore_parts.py';
import failures from './python/metadata/failures.py';
import flagHolders from './python/metadata/flag_holders.py';
import functions from './python/metadata/functions.py';
import incoming from './python/metadata/incoming.py';
import variableNames from './python/metadata/listing.py';
import moduleCode from './python/metadata/module_code.py';
import moduleFunctions from './python/metadata/module_functions.py';
import namespace from './python/metadata/namespace.py';
import outgoing from './python/metadata/outgoing.py';
import refusal from './python/metadata/refusal.py';
import running from './python/metadata/running.py';
import texts from './python/metadata/texts.py';
import destinations from './python/rules/destinations.py';
import unfollowed from './python/rules/unfollowed.py';

/** Name and source text of each module. */
export type PythonModules = readonly (readonly [name: string, source: string])[];

/**
 * The modules that metadata runs with, in the engine's interpreters. They are made before metadata runs, and are in the
 * image to which each recipe returns. The last one starts them.
 */
export function metadataModules(library: 'bitbake' | 'stand-ins'): PythonModules {
  return [
    ['sighound_library', library === 'bitbake' ? bitbakeLibrary : standIns],
    ['sighound_python.metadata.bridge', bridge],
    ['sighound_python.metadata.incoming', incoming],
    ['sighound_python.metadata.listing', variableNames],
    ['sighound_python.metadata.outgoing', outgoing],
    ['sighound_python.metadata.flag_holders', flagHolders],
    ['sighound_python.metadata.refusal', refusal],
    ['sighound_python.metadata.datastore_parts', datastoreParts],
    ['sighound_python.metadata.datastore', datastore],
    ['sighound_python.metadata.namespace', namespace],
    ['sighound_python.metadata.failures', failures],
    ['sighound_python.metadata.texts', texts],
    ['sighound_python.metadata.module_code', moduleCode],
    ['sighound_python.metadata.common_work', commonWork],
    ['sighound_python.metadata.running', running],
    ['sighound_python.metadata.calls', calls],
    ['sighound_python.metadata.module_functions', moduleFunctions],
    ['sighound_python.rules.destinations', destinations],
    ['sighound_python.rules.unfollowed', unfollowed],
    ['sighound_python.metadata.functions', functions],
  ];
}

/**
 * The modules that the prelude makes, in every interpreter: each when it is needed, and not among the interpreter's own
 * modules, so that foreign code finds none of them there. They answer commands, and supply what Python removed since
 * the oldest BitBake was written.
 */
export const PRIVATE_MODULES: PythonModules = [
  ['commands.unanswerable', unanswerable],
  ['commands.shell', shell],
  ['commands.host', host],
  ['commands.filters', filters],
  ['commands.script', script],
  ['git.files', files],
  ['git.config', config],
  ['git.repository', repository],
  ['git.conversion', conversion],
  ['git.index', index],
  ['git.objects', objects],
  ['git.changes', changes],
  ['git.describe', describe],
  ['git.revision', revision],
  ['git.checkout', checkout],
  ['git.rev_parse', revParse],
  ['git.ignoring', ignoring],
  ['git.staging', staging],
  ['git.listing', listing],
  ['git.log', log],
  ['git.questions', questions],
  ['git.program', program],
  ['git.head', head],
  ['library.former_attributes', formerAttributes],
  ['library.former_distutils', formerDistutils],
  ['library.former_modules', formerModules],
  ['library.machine_library', machineLibrary],
  ['library.former_names', formerNames],
];
