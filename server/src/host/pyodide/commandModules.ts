/**
 * The Python that answers commands: questions to git from a repository's files, questions about the machine from the
 * virtual host. By module: the prelude loads each when it is needed. It is no part of the interpreter's own modules, so
 * that foreign code finds none of it there.
 */

import changes from './python/commands/changes.py';
import config from './python/commands/config.py';
import conversion from './python/commands/conversion.py';
import describe from './python/commands/describe.py';
import filters from './python/commands/filters.py';
import git from './python/commands/git.py';
import head from './python/commands/head.py';
import host from './python/commands/host.py';
import ignoring from './python/commands/ignoring.py';
import index from './python/commands/index.py';
import listing from './python/commands/listing.py';
import log from './python/commands/log.py';
import objects from './python/commands/objects.py';
import questions from './python/commands/questions.py';
import repository from './python/commands/repository.py';
import revision from './python/commands/revision.py';
import script from './python/commands/script.py';
import shell from './python/commands/shell.py';
import former_attributes from './python/former_attributes.py';
import former_distutils from './python/former_distutils.py';
import former_modules from './python/former_modules.py';
import former_names from './python/former_names.py';

/** Source text by module name. The last ones supply what Python dropped since the oldest BitBake was written. */
export const COMMAND_MODULES: Readonly<Record<string, string>> = {
  changes,
  config,
  conversion,
  describe,
  filters,
  git,
  head,
  host,
  ignoring,
  index,
  listing,
  log,
  objects,
  questions,
  repository,
  revision,
  script,
  shell,
  former_attributes,
  former_distutils,
  former_modules,
  former_names,
};
