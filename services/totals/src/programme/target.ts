/** What the programme set out to reach, as it was published. */
export const target = {
  /** Direct jobs over the editions together. */
  jobs: 250_000,
  editions: [2022, 2023],
  source: {
    title: 'Circulaire du Chef du gouvernement n° 03/2022 relative à la mise en œuvre du programme Awrach',
    publishedOn: '2022-01-12',
  },
} as const;

export const targetResolvers = { Programme: { targetJobs: () => target.jobs } };
