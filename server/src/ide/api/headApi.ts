/** The questions about files at HEAD of their git repositories. */

import type { AtHead, HeadChanges } from '../../engine/files/headFiles';
import type { FileContent } from '../../engine/files/overlayFileSource';

/** Part of `AnalysisApi`. Unsaved text counts as the present state of its file. */
export interface HeadApi {
  /** The files below a folder that differ from HEAD of the repository that contains the folder. */
  headChanges(folder: string): Promise<AtHead<HeadChanges>>;
  /** The same without the files that git ignores. */
  sourceChanges(folder: string): Promise<AtHead<HeadChanges>>;
  /** The content of a file at HEAD of its repository. */
  headContent(path: string): Promise<AtHead<FileContent | null>>;
}
