import pg from 'pg';

/**
 * Works as the one rebuild that may go on at a time. Its session holds the place: that of a killed process is free at once.
 * @throws Error when another is going on
 */
export async function asOnlyRebuild<Result>(
  databaseUrl: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'awrach-rebuild' });
  // Whoever goes on without its session finds offsets moved, and batches that it has not counted, once another has taken the place.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query("select pg_try_advisory_lock(hashtext('awrach.rebuild')) as mine");
    if (rows[0]?.mine !== true) throw new Error('Another rebuild is going on');
    return await work();
  } finally {
    await client.end();
  }
}
