/**
 * The Python that answers commands, by module. It answers questions to git from a repository's files, and questions
 * about the machine from the virtual host. The prelude loads each module when it is needed. These modules are not among
 * the interpreter's own modules, so foreign code finds none of them there.
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

/** Source text by module name. The last modules supply what Python removed since the oldest BitBake was written. */
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
