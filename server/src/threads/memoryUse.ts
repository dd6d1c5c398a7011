/**
 * When a thread is replaced because of its memory. The memory of an interpreter never shrinks, whatever metadata has
 * filled it with.
 */

/**
 * The share of its memory limit that an interpreter may have taken. Beyond it, a later recipe would run out of memory
 * without being to blame, and the process would stay large.
 */
export const MOST_MEMORY_USE = 0.75;
