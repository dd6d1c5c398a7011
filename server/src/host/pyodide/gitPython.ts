/**
 * The Python that answers questions to git from a repository's files, by module: the prelude loads each when it is needed. It is no
 * part of the interpreter's own modules, so that foreign code finds none of it there.
 */

import changes from './python/git/changes.py';
import commands from './python/git/commands.py';
import config from './python/git/config.py';
import conversion from './python/git/conversion.py';
import describe from './python/git/describe.py';
import index from './python/git/index.py';
import log from './python/git/log.py';
import objects from './python/git/objects.py';
import questions from './python/git/questions.py';
import repository from './python/git/repository.py';
import shell from './python/git/shell.py';

/** Source text by module name. */
export const GIT_MODULES: Readonly<Record<string, string>> = { changes, commands, config, conversion, describe, index, log, objects, questions, repository, shell };
