/** Paths that both the threads of `scriptedEngine.ts` and their callers know. */

export const CONFIGURATION = '/build/conf/local.conf';
/** Every recipe includes it. */
export const INCLUDED = '/layer/common.inc';
