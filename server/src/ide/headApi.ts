/** What can be asked about files at HEAD of their git repositories. */

import type { AtHead, HeadChanges } from '../engine/files/headFiles';
import type { FileContent } from '../engine/files/overlayFileSource';

/** Part of `AnalysisApi`. Unsaved text counts as the present state of its file. */
export interface HeadApi {
  /** The files below a folder that are others than at HEAD of the repository that the folder is in. */
  headChanges(folder: string): Promise<AtHead<HeadChanges>>;
  /** What a file is at HEAD of its repository. */
  headContent(path: string): Promise<AtHead<FileContent | null>>;
}
