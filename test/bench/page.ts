import { signToken } from '../../infra/local/src/identity/issuer.ts';
import { inTurn, load, requestFor } from './gateway/load.ts';
import { freshState, launch } from './launched.ts';
import { printFigure, printMachine, quantile } from './machine.ts';

/*
 * npm run bench:page
 *
 * A dashboard's whole first page in one operation: the nation, its regions and provinces, and 24 months of one measure. One client
 * asks a system at rest that holds Khénifra, again and again: as nobody, who is given what is kept, and with a token, for which every answer is
 * computed. The time is the client's: gateway, totals and PostgreSQL are in it.
 */
printMachine('bench:page');
const seconds = 5;
const figures =
  'partners agreements worksites communes jobs placements supervisionGrant freshness { version }';
const page = `query FirstPage($from: Date!, $until: Date!) {
  programme {
    targetJobs totals { ${figures} }
    regions { code nameAr nameFr totals { ${figures} } }
    provinces { code nameAr nameFr totals { ${figures} } }
    series(measure: JOBS, by: MONTH, from: $from, until: $until) { first count }
  }
}`;
const variables = { from: '2024-12-01', until: '2026-11-30' };

const { remove, stateFolder } = freshState();
try {
  await using awrach = await launch(stateFolder);
  const port = Number(new URL(awrach.graphUrl).port);
  const asNobody = requestFor(page, variables);
  const token = await signToken(stateFolder, { role: 'ministry' });
  const [head, body] = asNobody.toString().split('\r\n\r\n');
  const asMinistry = Buffer.from(`${head}\r\nauthorization: Bearer ${token}\r\n\r\n${body}`);

  for (const [what, request, goal] of [
    ['computed', asMinistry, '≤ 10 ms'],
    ['kept', asNobody, '≤ 1 ms'],
  ] as const) {
    let bytes = 0;
    const asking = { port, next: inTurn([request]), connections: 1, seconds };
    await load(asking);
    const { latencies } = await load({
      ...asking,
      answered(answer) {
        bytes = answer.length;
        if (answer.includes('"errors"')) throw new Error(answer.toString());
      },
    });
    console.log(`${what}: ${latencies.length} answers of ${bytes} bytes`);
    printFigure('  p50', `${quantile(latencies, 0.5).toFixed(2)} ms`, goal);
    printFigure('  p99', `${quantile(latencies, 0.99).toFixed(2)} ms`);
  }
  await awrach.stop();
} finally {
  remove();
}
