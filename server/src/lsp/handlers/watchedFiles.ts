/**
 * `workspace/didChangeWatchedFiles`, and which files are watched. Our own client watches the workspace folders. For
 * other clients, and for layers outside these folders, the server registers watchers if the client supports it.
 */

import { DidChangeWatchedFilesNotification, type Disposable, type FileSystemWatcher } from 'vscode-languageserver';
import { isWithin } from '../../engine/files/posixPath';
import type { OpenedWorkspace } from '../../ide/api/analysisApi';
import { uriToPath } from '../documents/fromProto';
import { inBackground, runSafely } from '../runSafely';
import { pathToUri } from '../words/toProto';
import { METADATA_FILES, watchedFolders } from '../workspace/watchedFolders';
import type { DiagnosticsHandler } from './diagnostics';
import type { ServerContext } from './serverContext';

export class WatchedFilesHandler {
  private registered = '';
  private opened: OpenedWorkspace | null = null;
  /** Folders with sources of recipes that were shown: their files are part of hashes, whatever their names are. */
  private readonly sourceTrees = new Set<string>();
  private registration: Promise<Disposable> | null = null;

  constructor(private readonly ctx: ServerContext) {}

  listen(diagnostics: DiagnosticsHandler): void {
    const { connection, log } = this.ctx;
    connection.onDidChangeWatchedFiles(({ changes }) => {
      void runSafely({ name: 'didChangeWatchedFiles', fallback: undefined, log }, () =>
        this.changed(
          changes.map(({ uri }) => uri),
          diagnostics,
        ),
      );
    });
  }

  /** Watches what the client does not watch itself. Called whenever that may have changed. */
  watch(opened: OpenedWorkspace | null): void {
    this.opened = opened;
    const { features, connection, log } = this.ctx;
    if (!features().watcherRegistration) return;
    const watchers = this.watchers(opened);
    const wanted = JSON.stringify(watchers);
    if (wanted === this.registered) return;
    this.registered = wanted;
    const before = this.registration;
    this.registration =
      watchers.length === 0 ? null : connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    inBackground('registering watchers', log, async () => {
      await this.registration;
      (await before)?.dispose();
    });
  }

  /** Watches folders with sources outside the build from now on. */
  follow(sourceTrees: readonly string[]): void {
    const before = this.sourceTrees.size;
    for (const tree of sourceTrees) this.sourceTrees.add(tree);
    if (this.sourceTrees.size > before) this.watch(this.opened);
  }

  private watchers(opened: OpenedWorkspace | null): FileSystemWatcher[] {
    const { features, workspace } = this.ctx;
    const { files, environment } = workspace.platform;
    const folders = workspace.folders.map(({ path }) => path);
    const others = opened === null ? [] : watchedFolders(opened, folders, files, environment('HOME'));
    return [
      ...(features().own ? [] : [{ globPattern: METADATA_FILES }]),
      ...others.map(({ folder, pattern }) => this.watcherOf(folder, pattern)),
      ...[...this.sourceTrees].map((folder) => this.watcherOf(folder, '**')),
    ];
  }

  private watcherOf(folder: string, pattern: string): FileSystemWatcher {
    return {
      globPattern: this.ctx.features().relativePatterns
        ? { baseUri: pathToUri(folder), pattern }
        : `${folder}/${pattern}`,
    };
  }

  /**
   * A file of a source tree, which may be in the folder where a build writes. Of git's own files, only those count that
   * change with each commit.
   */
  private isSource(path: string): boolean {
    const [gitFolder] = /^.*\/\.git(?=\/|$)/.exec(path) ?? [];
    if (gitFolder !== undefined && !isGitState(path, [gitFolder])) return false;
    return [...this.sourceTrees].some((tree) => isWithin(path, tree));
  }

  private changed(uris: readonly string[], diagnostics: DiagnosticsHandler): void {
    const { workspace, documents } = this.ctx;
    const paths = [...new Set(uris.flatMap((uri) => uriToPath(uri) ?? []))];
    const { session } = workspace;
    if (session === null) {
      if (paths.some((path) => path.endsWith('/conf/bblayers.conf'))) workspace.reconsider();
      return;
    }
    const {
      options: { buildDir },
      opened,
    } = session;
    // If the editor's text is used, changes on the disk are ignored.
    const relevant = paths.filter(
      (path) =>
        !documents.isUnsaved(path) &&
        (isGitState(path, opened?.gitFolders ?? []) || this.isSource(path) || !isBuildOutput(path, buildDir)),
    );
    if (relevant.length === 0) return;
    session.filesChanged(relevant);
    diagnostics.othersChanged(relevant);
  }
}

/** Git writes a `.lock` file next to the file that it replaces, and then renames it. */
function isGitState(path: string, gitFolders: readonly string[]): boolean {
  return (
    !path.endsWith('.lock') &&
    gitFolders.some(
      (folder) => isWithin(path, folder) && /^(HEAD$|index$|packed-refs$|refs\/)/.test(path.slice(folder.length + 1)),
    )
  );
}

/** A running build writes thousands of files that no metadata depends on. */
function isBuildOutput(path: string, buildDir: string): boolean {
  if (/\/(\.git|node_modules|__pycache__)\//.test(path)) return true;
  return (
    path.startsWith(`${buildDir}/`) &&
    /^(tmp[^/]*|sstate-cache|downloads|cache)\//.test(path.slice(buildDir.length + 1))
  );
}
