/**
 * Answers that no platform gives: nothing at all, and a text that has letters, digits, blanks and signs in it. What accepts both can say no to
 * nothing; a config is refused over it, and a negative control shows it.
 */
export const KNOWN_BAD_TEXTS: readonly string[] = ['', 'Zq7: no platform (ever) says this, 0.83461'];
