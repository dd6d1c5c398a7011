/** What the threads of `scriptedEngine.ts` and those who ask them both know of. */

export const CONFIGURATION = '/build/conf/local.conf';
/** Every recipe includes it. */
export const INCLUDED = '/layer/common.inc';
