/**
 * Of how many tokens (names, signs, values) the text of a request may be made: some fifty times what tools ask to learn
 * the whole graph. What is longer is given up while it is being read.
 */
export const mostTokens = 10_000;
